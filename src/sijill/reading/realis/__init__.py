"""Realis: did it happen, who stands by it, and is it an event at all?

``modality`` reads the marks of denial, plan, possibility and distance; ``contexts`` the surroundings in which a violent word
tells of no event (a verdict, a law, a film, an accident); ``codable`` what ties an act down so that it can be a row;
``weighing`` adds up what decides nothing alone; ``genre`` the report whose violent words are figures of speech.  Each decision has the name of a rule.
"""
