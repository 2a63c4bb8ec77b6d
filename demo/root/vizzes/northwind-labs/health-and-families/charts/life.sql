SELECT year AS date, country AS series, life_expectancy AS value
FROM gapminder
WHERE country IN ('China', 'India', 'Japan', 'Nigeria', 'Rwanda', 'United States')
ORDER BY 1, 2
