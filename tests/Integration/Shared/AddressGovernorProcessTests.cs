using System.Globalization;
using Rialto.Adapters.Connections;
using Rialto.Peers;
using Xunit;

namespace Rialto.Integration.Shared;

/// <summary>Budgets between real processes: what all take together is what the venue allows one address, and who dies while he holds the file blocks nobody.</summary>
public sealed class AddressGovernorProcessTests : IDisposable
{
    private static readonly string Peers = Path.Combine(AppContext.BaseDirectory, "Rialto.Peers.dll");
    private readonly TemporaryFolder _folder = new();

    private string Folder => Path.Combine(_folder.Path, "shared");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Three_processes_take_together_what_one_address_may()
    {
        const int Limit = 3_000;
        const int Seconds = 3_600;

        // The first makes the folder and its file.
        var governor = new AddressGovernor(Folder);
        var processes = Enumerable.Range(0, 3).Select(_ => Peer("govern", Folder, "rest venue", Limit.ToString(CultureInfo.InvariantCulture), Seconds.ToString(CultureInfo.InvariantCulture))).ToArray();
        try
        {
            var sum = 0;
            foreach (var process in processes)
            {
                Assert.Equal("ready", await process.LineAsync());
                var line = await process.LineAsync();
                Assert.StartsWith("took ", line, StringComparison.Ordinal);
                sum += int.Parse(line["took ".Length..], CultureInfo.InvariantCulture);
                Assert.Equal(0, (await process.EndAsync()).ExitCode);
            }

            Assert.Equal(Limit, sum);
            Assert.Equal(Limit, governor.StateOf("rest venue", new RateLimit(Limit, TimeSpan.FromSeconds(Seconds))).Used);
        }
        finally
        {
            foreach (var process in processes)
                await process.DisposeAsync();
        }
    }

    [Fact]
    public async Task Who_is_killed_while_he_takes_blocks_nobody_and_leaves_nothing_broken()
    {
        var governor = new AddressGovernor(Folder);
        var before = 0;
        for (var round = 0; round < 5; round++)
        {
            await using var peer = Peer("hold", Folder, "rest venue");
            Assert.Equal("holding", await peer.LineAsync());
            await peer.KillAsync();
            Assert.True(governor.TryTake("rest venue", GovernorPeer.Endless, 1, out _));
            Assert.Equal("", governor.Problem);

            // A record torn by the kill would count as all taken.
            var used = governor.StateOf("rest venue", GovernorPeer.Endless).Used;
            Assert.InRange(used, before + 102, GovernorPeer.Endless.Count - 1);
            before = used;
        }
    }

    private static RialtoProcess Peer(params string[] arguments) => RialtoProcess.Start(arguments, binary: Peers);
}
