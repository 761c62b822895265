"""Questionnaires of other programs: XLSForm in and out, LimeSurvey and SurveyJS in, our own JSON both ways."""
