SELECT beak_length AS "Beak length, mm", beak_depth AS "Beak depth, mm"
FROM penguins
WHERE beak_length IS NOT NULL
