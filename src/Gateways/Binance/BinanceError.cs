using System.Text.Json;

namespace Rialto.Gateways.Binance;

/// <summary>A refusal as Binance writes it (<c>{"code":-1121,"msg":"Invalid symbol."}</c>): codes and messages of its errors.md. Immutable.</summary>
/// <param name="Code">Binance's number, negative.</param>
/// <param name="Message">Binance's words, where it has some for the case.</param>
/// <param name="Status">HTTP status; the WebSocket API shows the same.</param>
internal sealed record BinanceError(int Code, string Message, int Status = 400)
{
    public static readonly BinanceError UnknownError = new(-1000, "An unknown error occurred while processing the request.", 500);
    public static readonly BinanceError Unavailable = new(-1001, "Internal error; unable to process your request. Please try again.", 503);
    public static readonly BinanceError Unauthorized = new(-1002, "You are not authorized to execute this request.", 401);
    public static readonly BinanceError OutcomeUnknown = new(-1007, "Timeout waiting for response from backend server. Send status unknown; execution status unknown.", 503);
    public static readonly BinanceError Overloaded = new(-1008, "Server is currently overloaded with other requests. Please try again in a few minutes.", 503);
    public static readonly BinanceError BadCombination = new(-1014, "Unsupported order combination.");
    public static readonly BinanceError ShuttingDown = new(-1016, "This service is no longer available.", 503);
    public static readonly BinanceError AheadOfServer = new(-1021, "Timestamp for this request was 1000ms ahead of the server's time.");
    public static readonly BinanceError OutsideRecvWindow = new(-1021, "Timestamp for this request is outside of the recvWindow.");
    public static readonly BinanceError InvalidSignature = new(-1022, "Signature for this request is not valid.");
    public static readonly BinanceError NotFound = new(-1099, "Not found, authenticated, or authorized.", 404);
    public static readonly BinanceError DuplicateParameter = new(-1101, "Duplicate values for a parameter detected.");
    public static readonly BinanceError InvalidTimeInForce = new(-1115, "Invalid timeInForce.");
    public static readonly BinanceError InvalidOrderType = new(-1116, "Invalid orderType.");
    public static readonly BinanceError InvalidSide = new(-1117, "Invalid side.");
    public static readonly BinanceError InvalidInterval = new(-1120, "Invalid interval.");
    public static readonly BinanceError InvalidSymbol = new(-1121, "Invalid symbol.");
    public static readonly BinanceError UnknownListenKey = new(-1125, "This listenKey does not exist.");
    public static readonly BinanceError BadOptionalParameters = new(-1128, "Combination of optional parameters invalid.");
    public static readonly BinanceError UnknownToCancel = new(-2011, "Unknown order sent.");
    public static readonly BinanceError UnknownOrder = new(-2013, "Order does not exist.");
    public static readonly BinanceError KeyFormat = new(-2014, "API-key format invalid.", 401);
    public static readonly BinanceError RejectedKey = new(-2015, "Invalid API-key, IP, or permissions for action.", 401);

    /// <summary>When to come again, in seconds, for the header Retry-After; zero: it says nothing.</summary>
    public long RetryAfterSeconds { get; init; }

    /// <summary>Writes the value of the field <c>data</c>; null: there is no such field.</summary>
    public Action<Utf8JsonWriter>? Data { get; init; }

    public static BinanceError Missing(string parameter) => new(-1102, $"Mandatory parameter '{parameter}' was not sent, was empty/null, or malformed.");

    public static BinanceError EitherMissing(string one, string other) => new(-1102, $"Param '{one}' or '{other}' must be sent, but both were empty/null!");

    public static BinanceError IllegalCharacters(string parameter, string range) => new(-1100, $"Illegal characters found in parameter '{parameter}'; legal range is '{range}'.");

    public static BinanceError Empty(string parameter) => new(-1105, $"Parameter '{parameter}' was empty.");

    public static BinanceError NotRequired(string parameter) => new(-1106, $"Parameter '{parameter}' sent when not required.");

    public static BinanceError TooPrecise(string parameter) => new(-1111, $"Parameter '{parameter}' has too much precision.");

    public static BinanceError InvalidParameter(string parameter) => new(-1130, $"Data sent for parameter '{parameter}' is not valid.");

    /// <summary>An order that breaks a filter of exchangeInfo.</summary>
    public static BinanceError Filter(string filter) => new(-1013, $"Filter failure: {filter}");

    /// <summary>A new order that was refused.</summary>
    public static BinanceError Rejected(string message) => new(-2010, message);

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteFields(json);
        json.WriteEndObject();
    }

    /// <summary>Code, message and data, without the object's braces.</summary>
    public void WriteFields(Utf8JsonWriter json)
    {
        json.WriteNumber("code"u8, Code);
        json.WriteString("msg"u8, Message);
        if (Data is null)
            return;
        json.WritePropertyName("data"u8);
        Data(json);
    }
}
