"""What a posting asks for: years, degree, mathematics, portfolio."""
