"""Who is meant: names, descriptions and pronouns to one person with one name.

places          where a document names people
names           the people of a document, and whom a mention means
namesakes       which of two with one last name
descriptions    who alone fits “the Norwegian leader”
strangers       people without a name, who may be the “she” of a sentence
organisations   which is “the agency”
antecedents     whom “she” or “they” means
roles           what people are, as the text tells it
name_words, name_data     titles, first names, roles: the words
"""
