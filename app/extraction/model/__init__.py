"""The learned tagger: its weights, its tokenizer, and the two pure steps around them (windows before, decoding after)."""
