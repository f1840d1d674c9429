"""Links with which customers say yes or no by themselves: signed, bound to one purpose (C-35)."""
