SELECT country, region, population, fertility, life_expectancy
FROM gapminder
WHERE extract(year FROM year) = {{year}}
ORDER BY population DESC
