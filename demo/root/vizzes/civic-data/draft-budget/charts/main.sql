SELECT month, government FROM employment ORDER BY month
