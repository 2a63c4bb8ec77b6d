SELECT place, latitude, longitude, magnitude
FROM earthquakes
WHERE magnitude >= 2.5
ORDER BY magnitude
