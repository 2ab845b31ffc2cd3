import express, { type RequestHandler } from 'express';

const MAX_BODY_BYTES = 4_096;
const MAX_FIELDS = 8;

/** Reads the body of a form. What is no small form is read as an empty one, which the form's own checks refuse. */
export const formBody: RequestHandler = (request, response, next) => {
  if (request.method !== 'POST') return next();
  parse(request, response, (error?: unknown) => {
    if (error !== undefined) request.body = {};
    next();
  });
};

const parse = express.urlencoded({
  extended: false,
  limit: MAX_BODY_BYTES,
  parameterLimit: MAX_FIELDS,
  inflate: false,
});
