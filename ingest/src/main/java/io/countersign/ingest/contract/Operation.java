package io.countersign.ingest.contract;

/**
 * One operation of the API document.
 *
 * @param id its {@code operationId}
 * @param role the part of Countersign that answers it: {@code ingest}, {@code engine}, {@code
 *     query} or {@code standalone}
 * @param method HTTP method in upper case
 * @param path path template as in the document, such as {@code /v1/calls/{callId}}
 */
public record Operation(String id, String role, String method, String path) {}
