"""What is made of a feed by asking it again and again; how a file of it is read stands above."""
