"""What a text says beside the words: addressee, medium, place, day; and meetings."""
