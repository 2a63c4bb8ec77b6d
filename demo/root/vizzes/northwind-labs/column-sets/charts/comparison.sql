SELECT country AS dimension,
       max(CASE WHEN extract(year FROM year) = 2005 THEN life_expectancy END) AS value,
       max(CASE WHEN extract(year FROM year) = 1955 THEN life_expectancy END) AS prev_value
FROM gapminder
WHERE country IN ('Bangladesh', 'Brazil', 'China', 'India', 'Japan', 'South Korea', 'Turkey')
GROUP BY 1
