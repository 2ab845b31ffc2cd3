import {
  All,
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  Redirect,
} from '@nestjs/common';
import { ApiBody, ApiProperty, ApiResponse } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsEmail,
  IsEnum,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsNumber,
  IsObject,
  IsOptional,
  IsPositive,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { CanAccess, HasRole, Represents, Returns, Scopes, Visible, Writable } from 'nestjs-zero-trust';
import { beforeAll, describe, expect, it } from 'vitest';
import { documentOf, type ReadDocument, type ReadOperation } from './support/read-document.js';

enum Size {
  Small = 's',
  Large = 'l',
}

class Line {
  @Matches(/^SKU-\d{4}$/) readonly sku!: string;
  @IsInt() @Min(1) @Max(10) readonly quantity!: number;
}

class Sent {
  @IsString() @IsNotEmpty() @MaxLength(5) readonly text!: string;
  @Length(2, 4) readonly short!: string;
  @Matches(/^a/i) readonly anyCase!: string;
  @IsEmail() @ApiProperty({ description: 'where to write to', format: 'uri' }) readonly email!: string;
  @IsUUID() readonly uuid!: string;
  @IsNumber() @IsPositive() readonly price!: number;
  @IsBoolean() readonly flag!: boolean;
  @IsEnum(Size) readonly size!: Size;
  @IsIn(['a', 1]) readonly choice!: string | number;
  @IsOptional() @IsString() readonly perhaps?: string | null;
  @ValidateIf((_, value) => value !== undefined) @IsString() readonly absent?: string;
  @ValidateIf(({ flag }: Sent) => flag) @IsString() readonly ifFlag?: string;
  @IsArray() @IsString({ each: true }) @MaxLength(3, { each: true }) @ArrayUnique() readonly tags!: string[];
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(9)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => Line)
  readonly lines!: Line[];
  @IsObject() @ValidateNested() @Type(() => Line) readonly first!: Line;
  @IsOptional() @IsString() @Writable(HasRole('editor')) readonly note?: string;
}

class PageQuery {
  @IsOptional() @Matches(/^\d+$/) readonly limit?: string;
  @IsString() readonly cursor!: string;
}

class IdParameters {
  @IsUUID() readonly id!: string;
}

class Part {
  @Visible() readonly name!: string;
}

@Represents('order')
class Shown {
  @Visible() @ApiProperty({ example: '1' }) readonly id!: string;
  @Visible() readonly at!: Date;
  @Visible({ relation: 'editor' }) @ApiProperty({ type: String, nullable: true }) readonly notes!:
    string | null;
  @Type(() => Part) readonly parts!: readonly Part[];
  @Type(() => Part) readonly main!: Part;
  readonly open!: number;
}

/** Sent, and returned. */
class Both {
  @IsString() readonly text!: string;
  @IsOptional() @ValidateNested() @Type(() => Both) readonly inner?: Both;
}

@Controller('things')
@Scopes('things')
class Things {
  @Post() @HttpCode(202) @Returns(Shown) create(@Body() _body: Sent): void {}

  @Get() @Returns([Shown]) list(@Query() _query: PageQuery): void {}

  @Get(':id')
  @CanAccess('viewer', 'order')
  @Returns(Shown)
  @ApiResponse({ status: 200, description: 'the thing', type: Part })
  @ApiResponse({ status: 404, description: 'no such thing' })
  @ApiResponse({ status: 409, description: 'another has it' })
  find(@Param() _parameters: IdParameters): void {}

  @Patch() @Returns(Both) change(@Body() _body: Both): void {}

  @Get('all/file') @Header('content-type', 'text/csv; charset=utf-8') @Returns() file(): void {}

  @Get('moved') @Redirect('/things') @HttpCode(202) moved(): void {}

  @Get('gone') @Redirect('/things', 308) @ApiResponse({ status: 200, description: 'else' }) gone(): void {}

  @All('any') any(): void {}

  @Post('stated') @ApiBody({ schema: { type: 'object', maxProperties: 1 } }) stated(
    @Body() _body: Both,
  ): void {}
}

let document: ReadDocument;
beforeAll(async () => {
  document = await documentOf({ controllers: [Things] });
});

interface ReadSchema {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
  readonly [keyword: string]: unknown;
}

const schema = (name: string): ReadSchema => document.components['schemas']?.[name] as ReadSchema;
const operation = (method: string, path: string): ReadOperation =>
  document.paths[path]?.[method] as ReadOperation;
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

describe('what a class-validator class demands', () => {
  it('stands in the schema of the body, constraint by constraint', () => {
    expect(schema('Sent').properties).toEqual({
      text: { type: 'string', minLength: 1, maxLength: 5 },
      short: { type: 'string', minLength: 2, maxLength: 4 },
      anyCase: { type: 'string' },
      email: { type: 'string', format: 'email', description: 'where to write to' },
      uuid: { type: 'string', format: 'uuid' },
      price: { type: 'number', exclusiveMinimum: 0 },
      flag: { type: 'boolean' },
      size: { enum: ['s', 'l'] },
      choice: { enum: ['a', 1] },
      perhaps: { type: ['string', 'null'] },
      absent: { type: 'string' },
      // Where the flag is not set, nothing is asked.
      ifFlag: { type: ['string', 'null'] },
      tags: { type: 'array', items: { type: 'string', maxLength: 3 }, uniqueItems: true },
      lines: { type: 'array', minItems: 1, maxItems: 9, items: ref('Line') },
      first: ref('Line'),
      note: { type: ['string', 'null'], 'x-writable-by': ['HasRole(editor)'] },
    });
  });

  it('is closed, and demands what validation always demands', () => {
    const { additionalProperties, required } = schema('Sent');
    expect(additionalProperties).toBe(false);
    expect(required?.toSorted()).toEqual(
      ['anyCase', 'choice', 'email', 'first', 'flag', 'lines', 'price', 'short', 'size', 'tags', 'text', 'uuid'], // prettier-ignore
    );
  });

  it('holds for the classes within it', () => {
    expect(schema('Line')).toMatchObject({
      properties: {
        sku: { type: 'string', pattern: '^SKU-\\d{4}$' },
        quantity: { type: 'integer', minimum: 1, maximum: 10 },
      },
      additionalProperties: false,
    });
  });

  it('becomes parameters of the query', () => {
    expect(operation('get', '/things')['parameters']).toEqual([
      {
        name: 'limit',
        in: 'query',
        required: false,
        schema: { type: ['string', 'null'], pattern: '^\\d+$' },
      },
      { name: 'cursor', in: 'query', required: true, schema: { type: 'string' } },
    ]);
  });

  it('becomes parameters of the path', () => {
    expect(operation('get', '/things/{id}')['parameters']).toEqual([
      { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } },
    ]);
  });

  it('gives way to a body that the application states itself', () => {
    expect(operation('post', '/things/stated')['requestBody']).toMatchObject({
      content: { 'application/json': { schema: { type: 'object', maxProperties: 1 } } },
    });
  });
});

describe('what a route @Returns', () => {
  const content = (method: string, path: string, status: string) =>
    operation(method, path).responses[status]?.content;

  it('stands in its answer, under the status of the handler', () => {
    expect(content('post', '/things', '202')).toEqual({ 'application/json': { schema: ref('Shown') } });
    expect(content('get', '/things', '200')).toEqual({
      'application/json': { schema: { type: 'array', items: ref('Shown') } },
    });
    expect(content('get', '/things/all/file', '200')).toEqual({ 'text/csv': { schema: { type: 'string' } } });
  });

  it.each([
    ['get', '/things/moved', ['302']],
    ['get', '/things/gone', ['200', '308']],
    ['post', '/things/any', ['200']],
  ])('has the status that is answered: %s %s', (method, path, statuses) => {
    const stated = Object.keys(operation(method, path).responses).filter((status) => status < '400');
    expect(stated).toEqual(statuses);
  });

  it('is not overruled by what the application states, whose words are kept', () => {
    const { responses } = operation('get', '/things/{id}');
    expect(responses['200']).toMatchObject({
      description: 'the thing',
      content: { 'application/json': { schema: ref('Shown') } },
    });
    expect(responses['409']).toMatchObject({ description: 'another has it' });
  });

  it('has the fields that leave, with who sees those that not everybody does', () => {
    expect(schema('Shown')).toEqual({
      type: 'object',
      'x-represents': 'order',
      required: ['id'],
      properties: {
        id: { type: 'string', example: '1' },
        at: { type: 'string', format: 'date-time' },
        notes: { type: ['string', 'null'], 'x-visible-to': ['editor'] },
        parts: { type: 'array', items: ref('Part') },
        main: ref('Part'),
        open: {},
      },
    });
    expect(schema('Part').properties).toEqual({ name: { type: 'string' } });
  });

  it('is told from what is sent as the same class, also where a class holds itself', () => {
    expect(content('patch', '/things', '200')).toEqual({ 'application/json': { schema: ref('Both') } });
    expect(operation('patch', '/things')['requestBody']).toEqual({
      required: true,
      content: { 'application/json': { schema: ref('BothBody') } },
    });
    expect(schema('Both')).not.toHaveProperty('additionalProperties');
    expect(schema('BothBody')).toMatchObject({
      additionalProperties: false,
      required: ['text'],
      properties: { inner: { anyOf: [ref('BothBody'), { type: 'null' }] } },
    });
  });
});
