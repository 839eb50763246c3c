"""Pictures of figures as SVG, drawn from plain data: each with its title, its words and the table it draws."""
