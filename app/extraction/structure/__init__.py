"""The parts of a text: paragraphs, sentences, tokens and quotation marks."""
