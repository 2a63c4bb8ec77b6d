SELECT island, species, count(*) AS penguins
FROM penguins
GROUP BY 1, 2
ORDER BY 1, 2
