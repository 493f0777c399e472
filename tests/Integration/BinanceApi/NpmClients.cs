using System.ComponentModel;
using System.Diagnostics;
using Xunit;

namespace Rialto.Integration.BinanceApi;

/// <summary>Clients of Binance as they come from npm (Clients/package-lock.json has their versions), run by node. Tests skip where they cannot be had.</summary>
internal static class NpmClients
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "BinanceApi", "Clients");
    private static readonly Lazy<Task<string?>> Installed = new(InstallAsync);

    /// <summary>Where a script of Clients is, for those who start it themselves.</summary>
    public static string PathOf(string script) => Path.Combine(Folder, script);

    /// <summary>Sees to it that scripts of Clients have what they need; skips the test where that cannot be had.</summary>
    public static async Task EnsureAsync()
    {
        var problem = await Installed.Value;
        Assert.SkipWhen(problem is not null, $"The clients cannot be had from npm: {problem}");
    }

    /// <summary>Runs a script of Clients to its end; fails with what it said where it does not end well. What it says of errors is shown though it ends well.</summary>
    public static async Task<string> RunAsync(string script, IReadOnlyDictionary<string, string> environment)
    {
        await EnsureAsync();
        var (exitCode, output, errors) = await StartAsync("node", [script], environment);
        Assert.True(exitCode == 0, $"{script} ended with {exitCode}: {output}{errors}");
        if (errors.Length > 0)
            TestContext.Current.SendDiagnosticMessage(errors);
        return output;
    }

    // Once a build: what is there of an older list of versions is exchanged.
    private static async Task<string?> InstallAsync()
    {
        try
        {
            var mark = Path.Combine(Folder, "node_modules", ".rialto");
            var wanted = await File.ReadAllTextAsync(Path.Combine(Folder, "package-lock.json"));
            if (File.Exists(mark) && await File.ReadAllTextAsync(mark) == wanted)
                return null;
            var (exitCode, _, errors) = await StartAsync("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], new Dictionary<string, string>());
            if (exitCode != 0)
                return errors;
            await File.WriteAllTextAsync(mark, wanted);
            return null;
        }
        catch (Win32Exception missing)
        {
            return missing.Message;
        }
    }

    private static async Task<(int ExitCode, string Output, string Errors)> StartAsync(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(RialtoProcess.Patience + Soak);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} did not end: {await output}{await errors}");
        }

        return (process.ExitCode, await output, await errors);
    }

    /// <summary>How long the soak lasts: RIALTO_SOAK_SECONDS, 600 for the full one, 3 by default.</summary>
    public static TimeSpan Soak { get; } =
        TimeSpan.FromSeconds(int.TryParse(Environment.GetEnvironmentVariable("RIALTO_SOAK_SECONDS"), System.Globalization.CultureInfo.InvariantCulture, out var seconds) ? seconds : 3);
}
