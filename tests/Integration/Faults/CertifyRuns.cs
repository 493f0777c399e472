using System.Globalization;
using Rialto.Integration.BinanceApi;
using Xunit;

namespace Rialto.Integration.Faults;

/// <summary>Bots are judged by real time: these tests have the machine to themselves.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class CertifyMachine
{
    /// <summary>Its name.</summary>
    public const string Name = "certify";
}

/// <summary>The long runs of <see cref="CertifyTests"/>, begun together: they wait most of their time.</summary>
public sealed class CertifyRuns : IAsyncLifetime
{
    /// <summary>bot-good.js over every scenario.</summary>
    internal Task<Finished> Careful { get; private set; } = null!;

    /// <summary>bot-naive.js over every scenario.</summary>
    internal Task<Finished> Naive { get; private set; } = null!;

    /// <inheritdoc/>
    public ValueTask InitializeAsync()
    {
        Careful = CertifyAsync("bot-good.js", seconds: 20);
        Naive = CertifyAsync("bot-naive.js", seconds: 6);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task both = Task.WhenAll(Careful, Naive);
        await both.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task<Finished> CertifyAsync(string script, int seconds)
    {
        await NpmClients.EnsureAsync();
        return await RialtoProcess.RunAsync("certify", "--json", "--door", "binance", "--seconds", seconds.ToString(CultureInfo.InvariantCulture), "--", "node", NpmClients.PathOf(script));
    }
}
