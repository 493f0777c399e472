using System.Collections.Concurrent;
using Rialto.Host.Desk;
using Rialto.Host.Desk.Status;
using Rialto.Host.Feeds.Export;
using Rialto.Host.Tools;
using Rialto.Host.Tools.Desk;
using Rialto.Model.Feeds;
using Rialto.Trading;

namespace Rialto.Integration.Desk;

/// <summary>
/// A desk on a recorded market, on a thread of its own: takes so many frames and then stands, as a market that says nothing for a while, and goes on doing what it is told until it is ended.
/// </summary>
internal sealed class DrivenDesk : IAsyncDisposable
{
    private readonly IEventSource _source;
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource _stands = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<DeskAudit> _told = new();
    private readonly Dictionary<int, ListingId> _numbers;
    private readonly int _frames;
    private Task _loop = Task.CompletedTask;
    private long _heard;

    private DrivenDesk(DeskRun desk, IEventSource source, Dictionary<int, ListingId> numbers, int frames)
    {
        (Desk, _source, _numbers, _frames) = (desk, source, numbers, frames);
        desk.Status = Status;
    }

    public DeskRun Desk { get; }

    public DeskStatus Status { get; } = new(TimeProvider.System, everyMs: 20);

    /// <summary>The last that its market says, once the frames are taken: of a listing by the desk's own number.</summary>
    public Func<DeskRun, FeedEvent>? LastWord { get; set; }

    /// <summary>What had a severity above a record; any thread.</summary>
    public IReadOnlyCollection<DeskAudit> Told => _told;

    public static async Task<DrivenDesk> MakeAsync(string config, CancellationToken stop, int frames = 3_000)
    {
        var settings = TradeCommand.Load(config, _ => { }).Settings;
        var source = await TradeCommand.OpenAsync(settings, new Terminal(json: true), stop);
        var numbers = new Dictionary<int, ListingId>();
        var listings = DeskParts.Listings(settings, source.Listings, numbers);
        return new DrivenDesk(new DeskRun(settings, listings, numbers, null), source, numbers, frames);
    }

    /// <summary>Begins, and comes back once the frames are taken and were reported.</summary>
    public void Start()
    {
        _loop = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Task.WhenAny(_stands.Task, _loop).GetAwaiter().GetResult();
    }

    /// <summary>Ends the desk in good order.</summary>
    public async Task EndAsync()
    {
        await _end.CancelAsync();
        await _loop;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _end.Dispose();
    }

    private void Run()
    {
        var taken = 0;
        try
        {
            _source.Read(
                frame =>
                {
                    Desk.Take(frame);
                    Turn();
                    if (++taken < _frames)
                        return;
                    SayLast();
                    Status.Publish(Desk);
                    _stands.TrySetResult();
                    while (!_end.IsCancellationRequested)
                    {
                        _end.Token.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(5));
                        Turn();
                    }

                    throw new OperationCanceledException(_end.Token);
                },
                _end.Token);
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // It was told to end.
        }

        Desk.End();
    }

    private void SayLast()
    {
        if (LastWord is null)
            return;
        var told = LastWord(Desk);
        told.Listing = new ListingId(_numbers.First(pair => pair.Value == told.Listing).Key);
        told.ReceiveTime = Desk.Trader.Now;
        Desk.Take([told]);
        Turn();
    }

    private void Turn()
    {
        Desk.Obey();
        var events = Desk.Counts.Tape.Events;
        for (var i = (int)Math.Min(events.Total - _heard, events.Count) - 1; i >= 0; i--)
            _told.Enqueue(events.Newest(i));
        _heard = events.Total;
    }
}
