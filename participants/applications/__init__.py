"""«Хочу быть наставником», «ищу наставника»: posters, what comes by them, and the curator's decisions."""
