using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Rialto.Host.Tools.Client;

/// <summary>One message of the WebSocket, as text and read.</summary>
internal readonly record struct StreamMessage(string Text, JsonElement Root);

/// <summary>Speaks WebSocket with one exchange: one reader, one writer at a time.</summary>
internal sealed class StreamClient : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private byte[] _received = new byte[16 * 1024];

    private StreamClient() => _socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(20);

    /// <summary>Connects; signed, the socket may enter orders and see private channels.</summary>
    /// <exception cref="ToolException">Unreachable or refused.</exception>
    public static async Task<StreamClient> ConnectAsync(Connection connection, bool isSigned, CancellationToken cancellationToken)
    {
        var client = new StreamClient();
        client._socket.Options.RemoteCertificateValidationCallback = connection.Trust.For(connection.Url.Host).RemoteCertificateValidationCallback;
        if (isSigned)
        {
            var key = connection.RequireKey();
            var (timestamp, signature) = key.Sign("GET", "/ws", []);
            client._socket.Options.SetRequestHeader("X-Rialto-Key", key.KeyId);
            client._socket.Options.SetRequestHeader("X-Rialto-Timestamp", timestamp);
            client._socket.Options.SetRequestHeader("X-Rialto-Signature", signature);
        }

        var url = new UriBuilder(new Uri(connection.Url, "/ws")) { Scheme = connection.Url.Scheme == "https" ? "wss" : "ws" }.Uri;
        try
        {
            client._socket.Options.CollectHttpResponseDetails = true;
            await client._socket.ConnectAsync(url, cancellationToken);
            return client;
        }
        catch (WebSocketException problem)
        {
            var status = (int)client._socket.HttpStatusCode;
            client._socket.Dispose();
            throw status is >= 400 and < 500
                ? new ToolException(ExitCode.Refused, $"The exchange refused the WebSocket with status {status}.", inner: problem)
                : new ToolException(ExitCode.Unreachable, $"No exchange answers at {url} ({problem.GetBaseException().Message}).", inner: problem);
        }
    }

    /// <summary>Sends one object.</summary>
    public Task SendAsync(Action<Utf8JsonWriter> write, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return SendAsync(buffer.ToArray(), cancellationToken);
    }

    /// <summary>Sends one frame of UTF-8 JSON.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await _socket.SendAsync(frame, WebSocketMessageType.Text, true, cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Messages until the exchange closes. An answer of type <c>error</c> ends the tool.</summary>
    /// <exception cref="ToolException">An error message, or the connection broke.</exception>
    public async IAsyncEnumerable<StreamMessage> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await ReadAsync(cancellationToken) is { } bytes)
        {
            var text = Encoding.UTF8.GetString(bytes.Span);
            var root = JsonElement.Parse(text);
            if (root.Member("type") == "error" && root.TryGetProperty("error", out var error))
            {
                var code = error.Member("status") == "404" || error.Member("code") == "UnknownInstrument" ? ExitCode.NotFound : ExitCode.Refused;
                throw new ToolException(code, $"{error.Cell("title")} {error.Member("detail")} [{error.Cell("code")}]", error.GetRawText());
            }

            yield return new StreamMessage(text, root);
        }
    }

    /// <summary>The next frame, valid until the next call; null when the exchange closed.</summary>
    /// <exception cref="ToolException">The connection broke, or was closed for a reason.</exception>
    public async Task<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        var length = 0;
        try
        {
            while (true)
            {
                if (length == _received.Length)
                    Array.Resize(ref _received, _received.Length * 2);
                var result = await _socket.ReceiveAsync(_received.AsMemory(length), cancellationToken);
                if (result.MessageType == WebSocketMessageType.Close)
                    break;
                length += result.Count;
                if (result.EndOfMessage)
                    return _received.AsMemory(0, length);
            }
        }
        catch (WebSocketException problem)
        {
            throw new ToolException(ExitCode.Unreachable, $"The connection broke: {problem.Message}", inner: problem);
        }

        return (int?)_socket.CloseStatus is 1000 or 1001 or null
            ? null
            : throw new ToolException(ExitCode.Refused, $"The exchange closed the connection: {(int?)_socket.CloseStatus} {_socket.CloseStatusDescription}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_socket.State == WebSocketState.Open)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            try
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
            }
            catch (Exception problem) when (problem is WebSocketException or OperationCanceledException)
            {
                // Closing politely is a courtesy; the other end may be gone.
            }
        }

        _socket.Dispose();
        _writing.Dispose();
    }
}
