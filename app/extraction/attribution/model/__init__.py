"""The learned tagger: its weights, its tokenizer, and the pure steps before and after them."""
