"""What sort of mail it is: ordinary, automatic, a bounce, our own."""
