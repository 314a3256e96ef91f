"""What follows from answers, for one patient or many."""
