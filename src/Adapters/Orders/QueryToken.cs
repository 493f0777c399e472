using System.Security.Cryptography;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Orders;

/// <summary>
/// Tokens as Upbit and Bithumb want them: signed with the secret as it is, over key, nonce and the hash of what is asked, which is written as a query in the order in which it is sent, not escaped
/// (docs.upbit.com, apidocs.bithumb.com: authentication). No state.
/// </summary>
internal static class QueryToken
{
    /// <summary>The header of a request: the hash is of the query, or of the body's fields.</summary>
    public static void Sign(OrderCall call, VenueCredentials credentials, string nonce, bool isSha512, long milliseconds)
    {
        call.Scratch.Add(call.Query.Bytes);
        if (!call.Body.IsEmpty)
            Fields(call.Body.Bytes, call.Scratch);
        call.Header("Authorization", Of(credentials, nonce, call.Scratch.Bytes, isSha512, milliseconds));
    }

    /// <summary>The header for what is asked.</summary>
    /// <param name="credentials">The key.</param>
    /// <param name="nonce">A new UUID.</param>
    /// <param name="asked">The query; empty where nothing is asked.</param>
    /// <param name="isSha512">HS512 (Upbit), otherwise HS256 (Bithumb).</param>
    /// <param name="milliseconds">The time that stands in it; zero for none.</param>
    public static string Of(VenueCredentials credentials, string nonce, ReadOnlySpan<byte> asked, bool isSha512, long milliseconds)
    {
        var payload = new CallText().Add("{"u8).Field("access_key"u8, credentials.Key).Field("nonce"u8, nonce);
        if (milliseconds > 0)
            payload.FieldNumber("timestamp"u8, milliseconds);
        if (!asked.IsEmpty)
            payload.Field("query_hash"u8, Signatures.HexOfSha512(asked)).Field("query_hash_alg"u8, "SHA512"u8);
        return "Bearer " + Signatures.Jwt(
            isSha512 ? """{"alg":"HS512","typ":"JWT"}"""u8 : """{"alg":"HS256","typ":"JWT"}"""u8, payload.Add("}"u8).Bytes,
            signed => isSha512 ? HMACSHA512.HashData(credentials.Secret, signed) : HMACSHA256.HashData(credentials.Secret, signed));
    }

    /// <summary>Our bodies are one object of strings without escapes.</summary>
    private static void Fields(ReadOnlySpan<byte> body, CallText query)
    {
        var scanner = new FrameScanner(body);
        scanner.Object();
        while (scanner.NextName(out var name) && scanner.Text(out var value))
            query.Pair(name, value);
    }
}
