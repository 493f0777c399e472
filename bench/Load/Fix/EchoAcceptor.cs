using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Rialto.Load.Measure;

namespace Rialto.Load.Fix;

/// <summary>The QuickFIX acceptor of bench/quickfix-echo as a process of its own.</summary>
internal sealed class EchoAcceptor : IDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private EchoAcceptor(Process process, string folder, int port)
    {
        _process = process;
        _folder = folder;
        Address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
    }

    /// <summary>Where it listens.</summary>
    public string Address { get; }

    /// <summary>Processor time it has used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Its client's name.</summary>
    public static string SenderOf(int number) => string.Create(CultureInfo.InvariantCulture, $"C{number}");

    /// <summary>Compiles it once per source, if there is a compiler and the library.</summary>
    /// <returns>The program, or null with the reason.</returns>
    public static string? TryBuild(string repository, out string reason)
    {
        var built = CppProgram.TryBuild(
            Path.Combine(repository, "artifacts", "quickfix-echo"),
            [Path.Combine(repository, "bench", "quickfix-echo", "echo.cpp")],
            ["-std=c++14", "-O2", "-Wno-deprecated"],
            ["-lquickfix", "-pthread"],
            out reason);
        if (reason.StartsWith("g++ failed", StringComparison.Ordinal))
            reason = "no QuickFIX acceptor (Debian: libquickfix-dev): " + reason.Split('\n')[0];
        return built;
    }

    /// <summary>Starts it with so many sessions.</summary>
    /// <param name="program">What <see cref="TryBuild"/> gave.</param>
    /// <param name="dictionary">The dictionary it checks messages by.</param>
    /// <param name="hasFiles">It stores what it sends in files; otherwise in memory.</param>
    /// <param name="sessions">Sessions it knows.</param>
    public static EchoAcceptor Start(string program, string dictionary, bool hasFiles, int sessions)
    {
        var folder = Directory.CreateTempSubdirectory("quickfix-echo-").FullName;
        var port = FreePort();
        var start = new ProcessStartInfo(program, [port.ToString(CultureInfo.InvariantCulture), dictionary, hasFiles ? folder : "memory", .. Enumerable.Range(0, sessions).Select(SenderOf)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var echo = new EchoAcceptor(Process.Start(start)!, folder, port);
        if (echo._process.StandardOutput.ReadLine() != "ready")
            throw new InvalidOperationException("The QuickFIX acceptor did not start: " + echo._process.StandardError.ReadToEnd());
        return echo;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(10_000))
            _process.Kill();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // QuickFIX cannot be asked which port it got.
    private static int FreePort()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)listener.LocalEndPoint!).Port;
    }
}
