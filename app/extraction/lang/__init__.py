"""What the rules know of a language: word lists, and the patterns made of them."""
