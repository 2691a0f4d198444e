"""How the role model is made: labels, the fit, and how good it is for employers it did not see."""
