using System.Diagnostics;
using System.Globalization;

namespace Rialto.Integration.Fix;

/// <summary>The client of quickfix-client.cpp, and everything it was told. No wait is for ever.</summary>
internal sealed class QuickFixClient : IAsyncDisposable
{
    private readonly Process _process;
    private readonly List<QuickFixLine> _reports = [];
    private readonly List<string> _lines = [];

    private QuickFixClient(Process process) => _process = process;

    /// <summary>Every ExecutionReport so far, those that came twice included.</summary>
    public IReadOnlyList<QuickFixLine> Reports => _reports;

    public static QuickFixClient Start(string program, string folder, int port, string key, string secret)
    {
        var settings = Path.Combine(folder, "session.cfg");
        File.WriteAllText(settings, string.Create(CultureInfo.InvariantCulture, $"""
            [DEFAULT]
            ConnectionType=initiator
            ReconnectInterval=1
            HeartBtInt=5
            FileStorePath={Path.Combine(folder, "store")}
            StartDay=Sunday
            StartTime=00:00:00
            EndDay=Sunday
            EndTime=00:00:00
            UseDataDictionary=Y
            DataDictionary={QuickFixProgram.Find("docs", "reference", "rialto-fix44.xml")}
            SocketNodelay=Y
            [SESSION]
            BeginString=FIX.4.4
            SenderCompID={key}
            TargetCompID=RIALTO
            SocketConnectHost=127.0.0.1
            SocketConnectPort={port}
            """));
        var start = new ProcessStartInfo(program, [settings, secret]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        return new QuickFixClient(Process.Start(start)!);
    }

    /// <summary>Gives it a command.</summary>
    public async Task TellAsync(string command)
    {
        await _process.StandardInput.WriteLineAsync(command);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Reads on until a line is it; fails with all that was read where the client ends.</summary>
    public async Task<QuickFixLine> UntilAsync(Func<QuickFixLine, bool> isIt)
    {
        using var patience = new CancellationTokenSource(RialtoProcess.Patience);
        while (true)
        {
            string? text;
            try
            {
                text = await _process.StandardOutput.ReadLineAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                text = null;
            }

            if (text is null)
                throw new InvalidOperationException("The client told no more than this:\n" + string.Join('\n', _lines.TakeLast(60)));
            _lines.Add(text);
            var line = new QuickFixLine(text);
            if (line.Kind == "in" && line.Type == "8")
                _reports.Add(line);
            if (isIt(line))
                return line;
        }
    }

    /// <summary>Reads on until it says this.</summary>
    public Task<QuickFixLine> UntilAsync(string line) => UntilAsync(one => one.Text == line);

    /// <summary>Reads on until a report of an order comes.</summary>
    public Task<QuickFixLine> ReportAsync(string clOrdId, string execType) =>
        UntilAsync(line => line.Kind == "in" && line.Type == "8" && line[11] == clOrdId && line[150] == execType);

    /// <summary>Says goodbye and ends.</summary>
    public async Task QuitAsync()
    {
        await TellAsync("quit");
        await UntilAsync("ended");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }
}
