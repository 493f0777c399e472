using System.Text.Json;
using Rialto.Host.Tools.Client;
using Rialto.Unit.Gateways;
using Xunit;

namespace Rialto.Integration;

/// <summary>An exchange with a certificate, and its tools.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly TestCertificate _certificate = new();
    private readonly TemporaryFolder _folder = new();

    /// <inheritdoc/>
    public void Dispose()
    {
        _certificate.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Tools_on_the_same_machine_believe_the_exchange_of_their_folder_and_others_need_the_certificate()
    {
        await using var exchange = await RunningExchange.StartAsync(
            _folder.Path, "--set", $"Http:CertificatePath={_certificate.WholePem}", "--set", "Native:Tls=true");
        Assert.StartsWith("https://", exchange.Ready.Member("url"), StringComparison.Ordinal);
        Assert.StartsWith("tls://", exchange.Ready.Member("native"), StringComparison.Ordinal);

        var order = await exchange.ToolAsync("order", "buy", "AAPL", "100", "150.45", "--json");
        await File.WriteAllTextAsync(_folder.File("profile.json"), """{ "rate": 500, "seconds": 1, "connections": 1, "symbols": ["ETH-USDT"] }""");
        var load = await exchange.ToolAsync("load", "--profile", _folder.File("profile.json"), "--json");
        await File.WriteAllTextAsync(_folder.File("ws.json"), """{ "rate": 50, "seconds": 1, "connections": 1, "protocol": "ws", "symbols": ["ETH-USDT"] }""");
        var socket = await exchange.ToolAsync("load", "--profile", _folder.File("ws.json"), "--json");
        var url = exchange.Ready.Member("url")!;
        var stranger = await RialtoProcess.RunAsync("book", "AAPL", "--url", url);
        var friend = await RialtoProcess.RunAsync("book", "AAPL", "--url", url, "--ca", _certificate.Pem);

        Assert.Equal((0, "open"), (order.ExitCode, JsonElement.Parse(order.Output).Member("status")));
        Assert.Equal((0, "500"), (load.ExitCode, JsonElement.Parse(load.Output).Member("commands")));
        Assert.Equal((0, "50"), (socket.ExitCode, JsonElement.Parse(socket.Output).Member("commands")));
        Assert.Equal(5, stranger.ExitCode);
        Assert.Contains("certificate", stranger.Errors, StringComparison.Ordinal);
        Assert.Equal(0, friend.ExitCode);
    }

    [Theory]
    [InlineData("pfx", "Http:CertificatePassword (default) is needed to open")]
    [InlineData("garbage", "Http:CertificatePath (--set) is neither PKCS#12 nor PEM")]
    [InlineData("missing", "Http:CertificatePath (--set) names a file that is not there")]
    [InlineData("none", "Native:Tls (--set) needs Http:CertificatePath")]
    public async Task A_certificate_that_cannot_be_used_is_a_wrong_setting(string kind, string words)
    {
        var path = kind switch { "pfx" => _certificate.Pfx, "garbage" => _certificate.Garbage, "missing" => _certificate.Pfx + ".missing", _ => "" };

        var finished = await RialtoProcess.RunAsync("up", "--data", _folder.Path, "--set", $"Http:CertificatePath={path}", "--set", "Native:Tls=true");

        Assert.Equal(2, finished.ExitCode);
        Assert.Contains(words, finished.Errors, StringComparison.Ordinal);
    }
}
