"""One pattern for many phrases, as fast as one for few."""

from collections.abc import Callable, Collection


def trie_pattern(phrases: Collection[str], character_pattern: Callable[[str], str]) -> str:
    """A pattern for any of the phrases, the longest that fits first; `spell` gives the pattern of one character.

    Beginnings that phrases share are written once, so matching takes time by the length of a phrase, not by how many
    there are.
    """
    tails: dict[str, list[str]] = {}
    for phrase in filter(None, phrases):
        tails.setdefault(phrase[0], []).append(phrase[1:])
    branches = [character_pattern(first) + trie_pattern(rest, character_pattern) for first, rest in tails.items()]
    if len(branches) == 1 and "" not in phrases:
        return branches[0]
    return f"(?:{'|'.join(branches)}){'?' if '' in phrases else ''}" if branches else ""
