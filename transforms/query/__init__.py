"""For those who ask: questions, the summary, the shell."""
