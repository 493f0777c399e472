using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Rialto.Gateways;
using Rialto.Host.Config;

namespace Rialto.Host.Alerting;

/// <summary>
/// One way to people: tells the messages of its outbox one after another, and tries again for as long as the service cannot be reached (1 to 60 seconds apart, or as long as it says): some
/// times at once, then after the others, so that one message that a service cannot take holds up no other. Gives up a message only where the service refuses it. What changes meanwhile is
/// put together by the outbox. Any thread may tell it of changes.
/// </summary>
internal sealed partial class AlertChannel : IAsyncDisposable
{
    private const int AttemptsInARow = 6;
    private const long DeferMs = 60_000;

    private static readonly TimeSpan _shortestWait = TimeSpan.FromSeconds(1), _longestWait = TimeSpan.FromHours(1), _timeout = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly AlertChannelSettings _settings;
    private readonly AlertOutbox _outbox;
    private readonly HttpMessageInvoker _http;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ResiliencePipeline<HttpStatusCode> _retrying;
    private readonly Task _running;
    private TaskCompletionSource _changed = Signal();
    private bool _isClosing;
    private long _delivered, _refused, _failures;

    /// <summary>Starts telling.</summary>
    /// <param name="settings">Whom, and how.</param>
    /// <param name="source">See <see cref="AlertMessage.Source"/>.</param>
    /// <param name="perMinute">See <see cref="AlertOutbox"/>.</param>
    /// <param name="http">Sends requests; the caller disposes of it.</param>
    /// <param name="time">Clock of waits.</param>
    /// <param name="log">Where failures go.</param>
    public AlertChannel(AlertChannelSettings settings, string source, int perMinute, HttpMessageInvoker http, TimeProvider time, ILogger log)
    {
        (_settings, _http, _time, _log) = (settings, http, time, log);
        _outbox = new AlertOutbox(settings.Least, perMinute, source);
        _retrying = new ResiliencePipelineBuilder<HttpStatusCode> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<HttpStatusCode>
            {
                ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome.Exception is HttpRequestException or TimeoutException),
                MaxRetryAttempts = AttemptsInARow,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromSeconds(1),
                MaxDelay = TimeSpan.FromSeconds(60),
                UseJitter = true,
                DelayGenerator = static arguments => ValueTask.FromResult((arguments.Outcome.Exception as ServiceBusyException)?.Wait),
                OnRetry = arguments =>
                {
                    Interlocked.Increment(ref _failures);
                    if (arguments.AttemptNumber == 0)
                        Failing(_log, settings.Name, arguments.Outcome.Exception?.Message ?? "", arguments.RetryDelay.TotalSeconds);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
        _running = RunAsync();
    }

    /// <summary>As the settings call it.</summary>
    public string Name => _settings.Name;

    /// <summary>Messages taken by the service, refused by it, and attempts that failed.</summary>
    public (long Delivered, long Refused, long Failures) Counts => (Interlocked.Read(ref _delivered), Interlocked.Read(ref _refused), Interlocked.Read(ref _failures));

    /// <summary>How often an alert was put together with others of its name.</summary>
    public long SuppressedOf(string name)
    {
        lock (_gate)
            return _outbox.SuppressedOf(name);
    }

    /// <summary>An alert begins, becomes graver, or ends.</summary>
    public void Change(Alert alert, bool isRaised)
    {
        lock (_gate)
        {
            _outbox.Change(alert, isRaised);
            _changed.TrySetResult();
        }
    }

    /// <summary>Something happened once.</summary>
    public void Happen(Alert alert)
    {
        lock (_gate)
        {
            _outbox.Happen(alert);
            _changed.TrySetResult();
        }
    }

    /// <summary>Tells what may be told now, for so long at most, and ends.</summary>
    public async Task CloseAsync(TimeSpan patience)
    {
        lock (_gate)
        {
            _isClosing = true;
            _changed.TrySetResult();
        }

        try
        {
            await _running.WaitAsync(patience, _time);
        }
        catch (TimeoutException)
        {
            End();
            await _running;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        End();
        await _running;
        _ended.Dispose();
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void End()
    {
        _ended.Cancel();
        lock (_gate)
            _changed.TrySetResult();
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                AlertMessage? message;
                long waitMs;
                bool isClosing;
                TaskCompletionSource changed;
                lock (_gate)
                {
                    if (_changed.Task.IsCompleted)
                        _changed = Signal();
                    changed = _changed;
                    message = _outbox.Next(NowMs(), _time.GetUtcNow().UtcDateTime, out waitMs);
                    isClosing = _isClosing;
                }

                if (message is not null)
                    await TellAsync(message);
                else if (isClosing)
                    return;
                else
                    await WaitAsync(changed, waitMs);
            }
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // Ended before everything was told.
        }
    }

    private async Task WaitAsync(TaskCompletionSource changed, long waitMs)
    {
        using var timer = waitMs == long.MaxValue
            ? null
            : _time.CreateTimer(static state => ((TaskCompletionSource)state!).TrySetResult(), changed, TimeSpan.FromMilliseconds(waitMs), Timeout.InfiniteTimeSpan);
        await changed.Task;
        _ended.Token.ThrowIfCancellationRequested();
    }

    private async Task TellAsync(AlertMessage message)
    {
        try
        {
            var status = await RetryAsync(message);
            if ((int)status is >= 200 and < 300)
            {
                Interlocked.Increment(ref _delivered);
            }
            else
            {
                Interlocked.Increment(ref _refused);
                Refused(_log, _settings.Name, message.Alert.Name, (int)status);
            }
        }
        catch (Exception unreached) when (unreached is HttpRequestException or TimeoutException)
        {
            Interlocked.Increment(ref _failures);
            lock (_gate)
                _outbox.Defer(message, NowMs() + DeferMs);
            return;
        }
        catch (Exception bug) when (bug is not OperationCanceledException and not OutOfMemoryException)
        {
            // A message that cannot even be made is given up; the channel goes on.
            Interlocked.Increment(ref _refused);
            Failed(_log, _settings.Name, message.Alert.Name, bug);
        }

        lock (_gate)
            _outbox.Done(message, NowMs());
    }

    // Stays where it is awaited: what is done on one thread is done there with its retries, too.
    private async Task<HttpStatusCode> RetryAsync(AlertMessage message)
    {
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: true, _ended.Token);
        try
        {
            return await _retrying.ExecuteAsync(static (context, state) => state.Channel.SendAsync(state.Message, context.CancellationToken), context, (Channel: this, Message: message));
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async ValueTask<HttpStatusCode> SendAsync(AlertMessage message, CancellationToken stop)
    {
        using var request = _settings.Format.RequestOf(message);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var limit = _time.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), limited, _timeout, Timeout.InfiniteTimeSpan);
        try
        {
            using var answer = await _http.SendAsync(request, limited.Token);
            var status = answer.StatusCode;
            if (status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || (int)status >= 500)
                throw new ServiceBusyException(string.Create(CultureInfo.InvariantCulture, $"it answered {(int)status}"), WaitOf(answer));
            return status;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"no answer within {_timeout.TotalSeconds:0} s"));
        }
        catch (IOException broken)
        {
            throw new HttpRequestException(broken.Message, broken);
        }
    }

    // A service that asks for more than an hour is asked again after one; "at once" is after a second, or two clocks that differ would make a storm.
    private TimeSpan? WaitOf(HttpResponseMessage answer) => answer.Headers.RetryAfter switch
    {
        { Delta: { } delta } => Within(delta),
        { Date: { } date } => Within(date - _time.GetUtcNow()),
        _ => null,
    };

    private static TimeSpan Within(TimeSpan wait) => TimeSpan.FromTicks(Math.Clamp(wait.Ticks, _shortestWait.Ticks, _longestWait.Ticks));

    private long NowMs() => (long)_time.GetElapsedTime(0).TotalMilliseconds;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The alert channel {Channel} cannot be told: {Problem}; again in {Seconds:0.0} s, and on until it can")]
    private static partial void Failing(ILogger log, string channel, string problem, double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "The alert channel {Channel} refused the message about {Alert} with status {Status}: look at its address and key")]
    private static partial void Refused(ILogger log, string channel, string alert, int status);

    [LoggerMessage(Level = LogLevel.Error, Message = "The alert channel {Channel} could not make the message about {Alert}")]
    private static partial void Failed(ILogger log, string channel, string alert, Exception bug);

    /// <summary>The service is there and wants to be asked later.</summary>
    private sealed class ServiceBusyException(string message, TimeSpan? wait) : HttpRequestException(message)
    {
        public TimeSpan? Wait { get; } = wait;
    }
}
