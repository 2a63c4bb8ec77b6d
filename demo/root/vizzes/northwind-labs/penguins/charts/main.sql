SELECT species, island, sex, flipper_length, body_mass
FROM penguins
WHERE body_mass IS NOT NULL
