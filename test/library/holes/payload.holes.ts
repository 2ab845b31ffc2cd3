import { Body, Controller, Post } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsArray, IsOptional, IsString, ValidateNested } from 'class-validator';
import { Scopes } from 'nestjs-zero-trust';
import { inController, type Hole } from './hole.js';

class Item {
  @IsString() name!: string;
}
class Checked {
  @IsArray() @ValidateNested({ each: true }) @Type(() => Item) items!: Item[];
  @IsOptional() @ValidateNested() @Type(() => Item) first?: Item;
}
class NestedWithoutType {
  @IsArray() @ValidateNested({ each: true }) items!: Item[];
}
class NestedWithoutValidation {
  @IsArray() @Type(() => Item) items!: Item[];
}
class OneWithoutValidation {
  @IsOptional() first?: Item;
}
class Outer {
  @ValidateNested() @Type(() => NestedWithoutType) inner!: NestedWithoutType;
}
class WithoutRules {
  name!: string;
}

@Controller('a')
class Guarded {
  @Post() @Scopes('a:write') create(@Body() _body: Checked): void {}
}
@Controller('a')
class TakesNestedWithoutType {
  @Post() @Scopes('a:write') create(@Body() _body: NestedWithoutType): void {}
}
@Controller('a')
class TakesNestedWithoutValidation {
  @Post() @Scopes('a:write') create(@Body() _body: NestedWithoutValidation): void {}
}
@Controller('a')
class TakesOneWithoutValidation {
  @Post() @Scopes('a:write') create(@Body() _body: OneWithoutValidation): void {}
}
@Controller('a')
class TakesOuter {
  @Post() @Scopes('a:write') create(@Body() _body: Outer): void {}
}
@Controller('a')
class TakesAnything {
  @Post() @Scopes('a:write') create(@Body() _body: unknown): void {}
}
@Controller('a')
class TakesList {
  @Post() @Scopes('a:write') create(@Body() _body: Item[]): void {}
}
@Controller('a')
class TakesWithoutRules {
  @Post() @Scopes('a:write') create(@Body() _body: WithoutRules): void {}
}
@Controller('a')
class TakesPart {
  @Post() @Scopes('a:write') create(@Body('role') _role: string): void {}
}
@Controller('a')
class TakesTwo {
  @Post() @Scopes('a:write') create(@Body() _body: Checked, @Body() _other: Item): void {}
}

function body(name: string, problem: string, hole: new () => object): Hole {
  return inController(name, { where: `${hole.name}.create (POST /a)`, problem }, [hole, Guarded]);
}

/** Input that reaches a handler as it came. */
export const PAYLOAD_HOLES: readonly Hole[] = [
  body('a body of any type', 'the body is not validated', TakesAnything),
  body('a body that is a list', 'the body is not validated', TakesList),
  body('a body of a class without rules', 'the body is not validated', TakesWithoutRules),
  body('a part of the body', 'takes parts of the body (role)', TakesPart),
  body('a body that is taken as two classes', 'the body is taken as two classes', TakesTwo),
  body(
    'nested objects without @Type',
    'NestedWithoutType.items has @ValidateNested, but',
    TakesNestedWithoutType,
  ),
  body(
    'nested objects without @ValidateNested',
    'NestedWithoutValidation.items holds objects',
    TakesNestedWithoutValidation,
  ),
  body(
    'one nested object without @ValidateNested',
    'OneWithoutValidation.first holds objects',
    TakesOneWithoutValidation,
  ),
  body('nested objects two levels down', 'NestedWithoutType.items has @ValidateNested, but', TakesOuter),
];
