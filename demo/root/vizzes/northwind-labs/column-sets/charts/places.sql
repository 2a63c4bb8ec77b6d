SELECT latitude, longitude, magnitude
FROM earthquakes
WHERE magnitude >= 4
