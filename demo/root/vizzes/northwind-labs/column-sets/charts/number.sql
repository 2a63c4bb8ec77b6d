SELECT sum(population) AS "People in 62 countries, 2005"
FROM gapminder
WHERE extract(year FROM year) = 2005
