import { PassThrough, Readable } from 'node:stream';
import {
  ConflictException,
  Controller,
  Get,
  Header,
  HttpCode,
  Post,
  Body,
  Res,
  Sse,
  StreamableFile,
  type MessageEvent,
} from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { IsString } from 'class-validator';
import { Public } from 'nestjs-zero-trust';
import { from, type Observable } from 'rxjs';
import { startGuardedApp, type GuardedApp, type Platform } from './guarded-app.js';

interface AnyResponse {
  status(code: number): AnyResponse;
  header(name: string, value: string): AnyResponse;
  send(body: string): unknown;
}

class Note {
  @IsString() text!: string;
}

@Controller('answers')
@Public('ways to answer')
export class AnswersController {
  @Get('json') json(): object {
    return { text: 'grüße' };
  }
  @Get('unchanged') @HttpCode(304) unchanged(): void {
    // There is nothing to send.
  }
  @Get('string') text(): string {
    return 'grüße';
  }
  @Get('buffer') @Header('content-type', 'application/octet-stream') buffer(): Buffer {
    return Buffer.alloc(70_000, 'x');
  }
  @Get('nothing') @HttpCode(204) nothing(): void {}
  @Get('own') own(@Res() response: AnyResponse): void {
    response.status(202).send('own');
  }
  @Get('passthrough') passthrough(@Res({ passthrough: true }) response: AnyResponse): object {
    response.status(203).header('x-own', 'yes');
    return { pass: 'through' };
  }
  @Get('file') file(): StreamableFile {
    return new StreamableFile(Readable.from(['part 1, ', 'part 2']), { type: 'text/plain' });
  }
  @Sse('events') events(): Observable<MessageEvent> {
    return from([{ data: 'one' }, { data: { two: 2 } }]);
  }
  @Get('not-modified') @HttpCode(304) notModified(): void {}
  @Get('conflict') conflict(): never {
    throw new ConflictException('taken');
  }
  @Get('bug') bug(): never {
    throw new Error('boom');
  }
  @Get('never') never(): Promise<string> {
    return new Promise(() => undefined);
  }
  @Get('endless') endless(): StreamableFile {
    const stream = new PassThrough();
    stream.write('begun');
    return new StreamableFile(stream);
  }
  @Post('note') note(@Body() note: Note): object {
    return note;
  }
}

/** An application with every way to answer, whose bodies may have 100 bytes. */
export function startAnswers(platform: Platform, adapter?: AbstractHttpAdapter): Promise<GuardedApp> {
  const options = { maxBodyBytes: 100 };
  return startGuardedApp({ platform, adapter, controllers: [AnswersController], options });
}

/** Lines of a request for `/answers/<path>`, the last on its connection. */
export function get(path: string): readonly string[] {
  return [`GET /answers/${path} HTTP/1.1`, 'Host: x', 'Connection: close', '', ''];
}

/** Lines of a request with a body for `/answers/note`. */
export function post(body: string, ...headers: readonly string[]): readonly string[] {
  const length = Buffer.byteLength(body);
  return [
    'POST /answers/note HTTP/1.1',
    'Host: x',
    ...headers,
    `Content-Length: ${length}`,
    'Connection: close',
    '',
    body,
  ];
}

export const JSON_TYPE = 'Content-Type: application/json';
