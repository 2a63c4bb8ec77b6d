SELECT species, round(avg(body_mass)) AS "Body mass, g"
FROM penguins
GROUP BY 1
