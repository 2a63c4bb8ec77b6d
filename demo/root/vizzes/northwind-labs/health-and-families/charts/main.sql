SELECT country, region, population, fertility, life_expectancy
FROM gapminder
WHERE year(year) = {{year}}
ORDER BY population DESC
