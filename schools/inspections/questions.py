"""What letters of Ofsted answer with yes or no, as people are asked it."""

from ..models import Finding

QUESTIONS = {
    Finding.Question.EFFECTIVE_ACTION: "Are leaders taking effective action?",
    Finding.Question.PLAN_FIT: "Is the school's plan or statement of action fit for purpose?",
    Finding.Question.AUTHORITY_FIT: "Is the local authority's statement of action fit for purpose?",
    Finding.Question.MAY_APPOINT: "May the school appoint early career teachers (newly qualified teachers)?",
    Finding.Question.SAFEGUARDING: "Is safeguarding effective?",
}
