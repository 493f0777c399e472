using System.Diagnostics;
using Rialto.Host.Desk;
using Rialto.Host.Desk.Guarding;
using Rialto.Model.Feeds;
using Rialto.Trading;

namespace Rialto.Integration.Guard;

/// <summary>
/// A desk as its guards see it: a process that can be killed and suspended (it sleeps), a heart that this process beats for it, and a loop that takes commands where it is wanted.
/// </summary>
internal sealed class PretendedDesk : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Heartbeat _heart;
    private readonly DeskControlSocket? _door;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private volatile bool _hangs;

    public PretendedDesk(string folder, long instance, ListingTable listings, IReadOnlyList<DeskWay> ways, bool takesCommands = false)
    {
        DeskPresence.Leave(folder, "desk", listings, ways);
        _process = Process.Start(new ProcessStartInfo("sleep", "100000"))!;
        _heart = Heartbeat.Begin(folder, instance, ProcessLife.Of(_process.Id));
        if (takesCommands)
            _door = DeskControlSocket.Listen(folder, Control);
        _loop = Task.Run(LoopAsync);
    }

    public DeskControl Control { get; } = new();

    /// <summary>Orders that live, as its heart says.</summary>
    public int LiveOrders { get; set; }

    /// <summary>What was told; each is answered with yes.</summary>
    public List<DeskCommand> Told { get; } = [];

    /// <summary>The loop does not turn.</summary>
    public bool Hangs { set => _hangs = value; }

    public int ProcessId => _process.Id;

    public async Task KillAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void End() => _heart.End();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
        _door?.Dispose();
        _heart.Dispose();
        _stop.Dispose();
    }

    private async Task LoopAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var sequence = 0L;
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                if (_hangs)
                    continue;
                while (Control.TryTake(out var told))
                {
                    Told.Add(told.Command);
                    LiveOrders = 0;
                    told.Answered.SetResult(CommandRefusal.None);
                }

                _heart.Beat(++sequence, LiveOrders);
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }
}
