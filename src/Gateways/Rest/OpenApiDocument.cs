
namespace Rialto.Gateways.Rest;

/// <summary>The OpenAPI 3.1 document: written by hand, since the order path has no model binding to derive it from, and checked against <see cref="Routes"/> by tests.</summary>
internal static class OpenApiDocument
{
    private static readonly byte[] Bytes = Load();

    /// <summary>The document, UTF-8.</summary>
    public static ReadOnlySpan<byte> Text => Bytes;

    public static async ValueTask HandleAsync(RestCall call)
    {
        call.Http.Response.ContentType = "application/json";
        call.Http.Response.ContentLength = Bytes.Length;
        await call.Http.Response.BodyWriter.WriteAsync(Bytes, call.Aborted).ConfigureAwait(false);
    }

    private static byte[] Load()
    {
        using var stream = typeof(OpenApiDocument).Assembly.GetManifestResourceStream("openapi.json")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
