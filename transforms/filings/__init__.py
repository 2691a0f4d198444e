"""What a filing with the US Department of Labor means: role by title, level, place, wage a year."""
