SELECT country, region, population, life_expectancy, fertility,
       population > 100000000 AS over_100_million
FROM gapminder
WHERE year(year) = 2005
ORDER BY population DESC
