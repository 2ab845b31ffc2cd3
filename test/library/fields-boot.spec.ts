import {
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  Next,
  Post,
  Query,
  Redirect,
  Render,
  Res,
  Sse,
  StreamableFile,
} from '@nestjs/common';
import { PickType } from '@nestjs/mapped-types';
import { Exclude, Expose } from 'class-transformer';
import { getMetadataStorage, IsOptional, IsString } from 'class-validator';
import {
  CanAccess,
  NoObjectCheck,
  Posture,
  Public,
  Represents,
  Returns,
  ReturnsUnfiltered,
  Scopes,
  Visible,
  Writable,
} from 'nestjs-zero-trust';
import { of, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { boot, problems } from './support/boot.js';

const STRICT = { fields: { undeclared: 'refuse' } } as const;

class PlainDto {
  readonly id!: string;
}

describe('the boot', () => {
  it('finds routes that return objects and do not say which', async () => {
    @Controller('silent')
    @Scopes('read')
    class SilentController {
      @Get('object') object(): object {
        return {};
      }
      @Get('promise') promise(): Promise<string> {
        return Promise.resolve('');
      }
      @Get('class') class(): PlainDto {
        return { id: '1' };
      }
      @Get('list') list(): PlainDto[] {
        return [];
      }
      @Get('unsaid') unsaid() {
        return { id: '1' };
      }
      @Get('observable') observable(): Observable<object> {
        return of({});
      }
      @Get('response') response(@Res() _response: unknown): void {}
      @Get('next') next(@Next() _next: unknown): void {}
      @Get('render') @Render('view') render(): object {
        return {};
      }
      @Sse('events') events(): Observable<object> {
        return of({ data: 'x' });
      }
    }
    const found = await problems({ controllers: [SilentController], options: STRICT });
    expect(found.map((line) => line.replace(/^SilentController\.(\w+) \(.*\): /, '$1: '))).toEqual([
      'object: returns objects and does not say which',
      'promise: returns objects and does not say which',
      'class: returns objects and does not say which',
      'list: returns objects and does not say which',
      'unsaid: returns objects and does not say which',
      'observable: returns objects and does not say which',
      'response: answers by @Res() without passthrough, so that nobody knows what leaves',
      'next: answers by @Next(), so that nobody knows what leaves',
      'render: answers by @Render(), so that nobody knows what leaves',
      'events: answers by @Sse(), so that nobody knows what leaves',
    ]);
    expect(
      await problems({ controllers: [SilentController], options: { fields: { undeclared: 'pass' } } }),
    ).toEqual([]);
  });

  it('finds nothing wrong with routes that return no object, or say what they return', async () => {
    @Controller('fine')
    @Scopes('read')
    class FineController {
      @Get('text') text(): string {
        return '';
      }
      @Get('number') number(): number {
        return 1;
      }
      @Get('buffer') buffer(): Buffer {
        return Buffer.from('');
      }
      @Get('file') file(): StreamableFile {
        return new StreamableFile(Buffer.from(''));
      }
      @Post('nothing') nothing(): void {}
      @Post('gone') @HttpCode(204) async gone(): Promise<void> {}
      @Get('csv') @Header('Content-Type', 'text/csv; charset=utf-8') csv(): Promise<string> {
        return Promise.resolve('');
      }
      @Get('elsewhere') @Redirect('https://example.com') elsewhere(): object {
        return {};
      }
      @Get('declared') @Returns(PlainDto) declared(@Res({ passthrough: true }) _response: unknown): object {
        return {};
      }
      @Get('none') @Returns() none(): Promise<string> {
        return Promise.resolve('');
      }
      @Sse('events') @ReturnsUnfiltered('prices are for everybody') events(): Observable<object> {
        return of({ data: 'x' });
      }
    }
    expect(await problems({ controllers: [FineController], options: STRICT })).toEqual([]);
  });

  it('finds @Returns where nothing could be removed, or that say too much or too little', async () => {
    class Empty {}
    class NeedsArguments {
      readonly id: string;
      constructor(source: { id: string }) {
        this.id = source.id;
      }
    }
    @Controller('odd')
    @Scopes('read')
    class OddController {
      @Get('own') @Returns(PlainDto) own(@Res() _response: unknown): void {}
      @Sse('events') @Returns(PlainDto) events(): Observable<object> {
        return of({ data: 'x' });
      }
      @Get('empty') @Returns(Empty) empty(): object {
        return {};
      }
      @Get('arguments') @Returns(NeedsArguments) arguments(): object {
        return {};
      }
      @Get('object') @Returns(Object) object(): object {
        return {};
      }
      @Get('both') @Returns(PlainDto) @ReturnsUnfiltered('why not') both(): object {
        return {};
      }
      @Get('reason') @ReturnsUnfiltered(' ') reason(): object {
        return {};
      }
    }
    const found = await problems({ controllers: [OddController], options: STRICT });
    expect(found.map((line) => line.replace(/^OddController\.(\w+) \(.*?\): /, '$1: '))).toEqual([
      'own: has @Returns, but answers by @Res() without passthrough, where no field can be removed',
      'events: has @Returns, but answers by @Sse(), where no field can be removed',
      'empty: Empty, which it returns, declares no property',
      'arguments: NeedsArguments, which it returns, cannot be made without arguments (TypeError)',
      'object: @Returns names no class with declared properties',
      'both: says more than once what it returns',
      'reason: @ReturnsUnfiltered gives no reason',
    ]);
  });

  it('finds @Visible that would not hold', async () => {
    class AboutNothing {
      @Visible({ relation: 'editor' }) readonly notes!: string;
    }
    class Misspelt {
      @Visible({ relation: 'editr' }) readonly notes!: string;
    }
    class Renamed {
      @Expose({ name: 'remarks' }) @Visible({ relation: 'editor' }) readonly notes!: string;
      @Exclude() @Visible({ relation: 'editor' }) readonly margin!: string;
    }
    class NoProvider {
      evaluate(): unknown {
        return undefined;
      }
    }
    class Unprovided {
      @Visible(NoProvider as never) readonly notes!: string;
    }
    @Controller('visible')
    class VisibleController {
      @Get('nothing') @Scopes('read') @Returns(AboutNothing) nothing(): object {
        return {};
      }
      @Get('misspelt/:id') @CanAccess('viewer', 'order') @Returns(Misspelt) misspelt(): object {
        return {};
      }
      @Get('renamed/:id') @CanAccess('viewer', 'order') @Returns(Renamed) renamed(): object {
        return {};
      }
      @Get('unprovided') @Scopes('read') @Returns(Unprovided) unprovided(): object {
        return {};
      }
      @Post('several')
      @CanAccess('viewer', 'order', { from: 'query.id[]' })
      @Returns(AboutNothing)
      several(): object {
        return {};
      }
    }
    const found = await problems({ controllers: [VisibleController], options: STRICT });
    expect(found.map((line) => line.replace(/^VisibleController\.(\w+) \(.*?\): /, '$1: '))).toEqual([
      "nothing: @Visible({ relation: 'editor' }) on AboutNothing.notes: nothing says on which object",
      "misspelt: @Visible({ relation: 'editr' }) on Misspelt.notes: the relationship model has no relation 'editr' on a type 'order'",
      'renamed: @Visible on Renamed.notes does not hold: class-transformer excludes the property or calls it otherwise',
      'renamed: @Visible on Renamed.margin does not hold: class-transformer excludes the property or calls it otherwise',
      "unprovided: @Policy(NoProvider) is not a provider with a method 'evaluate'",
      "several: @Visible({ relation: 'editor' }) on AboutNothing.notes: nothing says on which object",
    ]);
  });

  it('finds @Writable that would not hold', async () => {
    class Unvalidated {
      @IsString() readonly name!: string;
      @Writable({ relation: 'editor' }) readonly notes?: string;
    }
    class Search {
      @IsOptional() @IsString() @Writable({ relation: 'editor' }) readonly q?: string;
    }
    @Controller('writable')
    @Scopes('write')
    class WritableController {
      @Post('unvalidated/:id') @CanAccess('viewer', 'order') unvalidated(@Body() _body: Unvalidated): void {}
      @Post('nothing') nothing(@Body() _body: Search): void {}
      @Post('query') query(@Query() _query: Search): void {}
    }
    const found = await problems({ controllers: [WritableController], options: STRICT });
    expect(found.map((line) => line.replace(/^WritableController\.(\w+) \(.*?\): /, '$1: '))).toEqual([
      'unvalidated: @Writable on Unvalidated.notes: nothing validates the field',
      "nothing: @Writable({ relation: 'editor' }) on Search.q can hold for nobody: the route checks no object",
      'query: @Writable on Search.q has no meaning in a query',
    ]);
  });

  it('shows what is returned, shown and taken in the posture', async () => {
    class NoteDto {
      @IsString() @Visible({ relation: 'editor' }) @Writable({ relation: 'editor' }) readonly text!: string;
    }
    @Controller('shown')
    class ShownController {
      @Post(':id') @CanAccess('viewer', 'order') @Returns([NoteDto]) take(@Body() _body: NoteDto): object {
        return [];
      }
      @Get() @Public('for this test') @Returns() none(): void {}
      @Get(':id')
      @Scopes('read')
      @NoObjectCheck('for this test')
      @ReturnsUnfiltered('for this test')
      all(): object {
        return {};
      }
    }
    const app = await boot({ controllers: [ShownController], options: STRICT });
    const routes = app
      .get(Posture)
      .routes()
      .filter(({ handler }) => handler?.startsWith('Shown'));
    await app.close();
    expect(routes.map(({ handler, controls }) => [handler, controls['check-fields']])).toEqual([
      ['ShownController.none', ['returns no object']],
      ['ShownController.all', ['returns everything: for this test']],
      [
        'ShownController.take',
        ['returns NoteDto[]', 'shows NoteDto.text (editor)', 'takes NoteDto.text (editor)'],
      ],
    ]);
  });

  it('keeps rules in classes that mapped types derive', async () => {
    class NoteDto {
      @IsString() @Visible({ relation: 'nobody' }) @Writable({ relation: 'nobody' }) readonly text!: string;
    }
    /** What `PartialType(NoteDto)` of `@nestjs/mapped-types` does: no subclass, but the same entries of class-validator. */
    class PartialNoteDto {
      readonly text?: string;
    }
    const storage = getMetadataStorage();
    for (const entry of storage.getTargetValidationMetadatas(NoteDto, '', false, false)) {
      storage.addValidationMetadata(
        Object.assign(Object.create(entry) as typeof entry, { target: PartialNoteDto }),
      );
    }
    @Controller('mapped')
    class MappedController {
      @Post(':id') @CanAccess('viewer', 'order') @Returns(PartialNoteDto) take(
        @Body() _body: PartialNoteDto,
      ): object {
        return {};
      }
    }
    const found = await problems({ controllers: [MappedController], options: STRICT });
    expect(found).toHaveLength(2);
  });

  it('finds mapped types of classes that represent an object, and do not say which they do', async () => {
    class BaseDto {
      @Visible({ relation: 'editor' }) readonly notes!: string;
    }
    @Represents('order')
    class OrderDto extends BaseDto {
      @Visible() readonly id!: string;
    }
    class Sibling extends BaseDto {}
    class Picked extends PickType(OrderDto, ['notes'] as const) {}
    @Represents('order')
    class Said extends PickType(OrderDto, ['id', 'notes'] as const) {}
    @Controller('orders')
    class OrdersController {
      @Get('sibling/:id') @CanAccess('viewer', 'order') @Returns(Sibling) sibling(): object {
        return {};
      }
      @Get('said/:id') @CanAccess('viewer', 'order') @Returns(Said) said(): object {
        return {};
      }
      @Get('picked/:id') @CanAccess('viewer', 'order') @Returns(Picked) picked(): object {
        return {};
      }
    }
    expect(await problems({ controllers: [OrdersController], options: STRICT })).toEqual([
      'OrdersController.picked (GET /orders/picked/:id): Picked has rules of OrderDto, but not its @Represents, which mapped types do not copy',
    ]);
  });
});
