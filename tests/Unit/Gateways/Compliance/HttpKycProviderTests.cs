using System.Net;
using System.Net.Sockets;
using System.Text;
using Rialto.Gateways.Compliance;
using Rialto.Model.Customers;
using Xunit;

namespace Rialto.Unit.Gateways.Compliance;

/// <summary>What the exchange makes of a provider's answers, over a real socket.</summary>
public sealed class HttpKycProviderTests
{
    private const string Endless = "Transfer-Encoding: chunked\r\n";

    [Theory]
    [InlineData("200 OK", null)]
    [InlineData("202 Accepted", null)]
    [InlineData("422 Unprocessable Content", typeof(KycRefusedException))]
    [InlineData("400 Bad Request", typeof(KycRefusedException))]
    [InlineData("401 Unauthorized", typeof(HttpRequestException))]
    [InlineData("404 Not Found", typeof(HttpRequestException))]
    [InlineData("409 Conflict", typeof(HttpRequestException))]
    [InlineData("429 Too Many Requests", typeof(HttpRequestException))]
    [InlineData("503 Service Unavailable", typeof(HttpRequestException))]
    [InlineData("301 Moved Permanently", typeof(HttpRequestException))]
    public async Task The_status_says_whether_it_has_it_refuses_it_or_is_asked_again(string status, Type? thrown)
    {
        using var server = new OneAnswer($"HTTP/1.1 {status}\r\nContent-Length: 2\r\n\r\n{{}}");
        Assert.Equal(thrown, (await Record.ExceptionAsync(() => SubmitAsync(server)))?.GetType());
    }

    [Theory]
    [InlineData("200 OK", null)]
    [InlineData("422 Unprocessable Content", typeof(KycRefusedException))]
    public async Task An_answer_without_an_end_holds_nothing_up_and_is_cut_off(string status, Type? thrown)
    {
        using var server = new OneAnswer($"HTTP/1.1 {status}\r\n{Endless}\r\n", isEndless: true);
        using var provider = new HttpKycProvider(server.Url, new ProviderSignature("a secret that both know"));
        Assert.Equal(thrown, (await Record.ExceptionAsync(() => SubmitAsync(provider)))?.GetType());
        // The provider stays as it is: its connection alone is closed.
        await server.CutOff.WaitAsync(SocketClient.Patience, TestContext.Current.CancellationToken);
    }

    private static async Task SubmitAsync(OneAnswer server)
    {
        using var provider = new HttpKycProvider(server.Url, new ProviderSignature("a secret that both know"));
        await SubmitAsync(provider);
    }

    private static Task SubmitAsync(HttpKycProvider provider)
    {
        var application = new KycApplication(1, 7, "Alice Example", new DateOnly(1980, 12, 31), "CH", VerificationTier.Level1, DateTimeOffset.UnixEpoch)
        {
            Documents = [new KycDocument(1, "passport", "application/pdf", 10, string.Empty)],
        };
        return provider.SubmitAsync(application, _ => "%PDF-1.7 1"u8.ToArray(), TestContext.Current.CancellationToken).WaitAsync(SocketClient.Patience, TestContext.Current.CancellationToken);
    }

    /// <summary>Takes one request and answers with these bytes, and where it is endless with chunks until nobody takes them.</summary>
    private sealed class OneAnswer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly string _answer;
        private readonly bool _isEndless;

        public OneAnswer(string answer, bool isEndless = false)
        {
            (_answer, _isEndless) = (answer, isEndless);
            _listener.Start();
            Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/applications");
            CutOff = Task.Run(AnswerAsync);
        }

        public Uri Url { get; }

        /// <summary>Done once the client has closed the connection.</summary>
        public Task CutOff { get; }

        public void Dispose() => _listener.Dispose();

        private async Task AnswerAsync()
        {
            using var client = await _listener.AcceptTcpClientAsync();
            var stream = client.GetStream();
            await ReadRequestAsync(stream);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(_answer));
            var chunk = Encoding.ASCII.GetBytes("400\r\n" + new string('x', 0x400) + "\r\n");
            try
            {
                while (_isEndless)
                    await stream.WriteAsync(chunk);
            }
            catch (IOException)
            {
                // What the test waits for.
            }
        }

        private static async Task ReadRequestAsync(NetworkStream stream)
        {
            using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
            var left = 0;
            while (await reader.ReadLineAsync() is { Length: > 0 } line)
                if (line.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase))
                    left = int.Parse(line.AsSpan(16), System.Globalization.CultureInfo.InvariantCulture);
            var body = new char[left];
            await reader.ReadBlockAsync(body);
        }
    }
}
