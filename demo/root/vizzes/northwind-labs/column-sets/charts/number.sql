SELECT sum(population) AS "People in 62 countries, 2005"
FROM gapminder
WHERE year(year) = 2005
