SELECT year, source, gwh
FROM iowa_electricity
ORDER BY year, source
