using System.Collections.Immutable;
using System.Globalization;
using Rialto.Host.Config;
using Rialto.Model.Units;
using Rialto.Trading;

namespace Rialto.Host.Desk.Reloading;

/// <summary>
/// Looks at the configuration file of a desk that runs. What stands in it is taken once it was the same at two looks, so that a file that is being written, replaced or saved several times is read
/// when whoever writes it has finished; it is read and checked as a whole, and what it changes of limits and parameters goes to the desk as the commands that the doors use, so that the journal has it. The
/// file is read, not its times: replaced files, links and network disks are all the same. A thread of its own; the desk never waits.
/// </summary>
internal sealed class ConfigurationWatch : IAsyncDisposable
{
    private const int LengthMax = 1 << 20;
    private const int AtOnce = 128;
    private static readonly TimeSpan _every = TimeSpan.FromMilliseconds(500);

    // What no file that can be read consists of.
    private static readonly byte[] _missing = [0xFF], _unread = [0xFE];

    private readonly RunningDesk _desk;
    private readonly DeskConfiguration _configuration;
    private readonly HotKeys _running;
    private readonly LimitScopes _scopes;
    private readonly string? _run;
    private readonly Action<string> _say;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, string> _inForce;
    private readonly string _name;
    private byte[] _decided;
    private byte[]? _seen;
    private Task _looking = Task.CompletedTask;

    /// <summary>Makes one that has not looked yet. Before the desk's loop begins.</summary>
    /// <param name="desk">The desk.</param>
    /// <param name="configuration">As its start has read it.</param>
    /// <param name="run">Folder of its run; null keeps nothing.</param>
    /// <param name="former">Of a run that goes on: values of hot settings as it knows them; null where it begins.</param>
    /// <param name="say">A line for people; any thread.</param>
    /// <param name="time">The clock; the system's if none is given.</param>
    internal ConfigurationWatch(RunningDesk desk, DeskConfiguration configuration, string? run, IReadOnlyDictionary<string, string>? former, Action<string> say, TimeProvider? time = null)
    {
        (_desk, _configuration, _run, _say, _time) = (desk, configuration, run, say, time ?? TimeProvider.System);
        (_running, _scopes, _name) = (new HotKeys(configuration), new LimitScopes(desk), Path.GetFileName(configuration.Path));
        _inForce = configuration.Values();
        _decided = configuration.Json.ToArray();
        desk.Configuration = new ReloadState(configuration.Path, null, [], null, 0);
        if (former is null)
            return;
        foreach (var key in _inForce.Keys.Where(_running.IsHot).ToArray())
            _inForce.Remove(key);
        foreach (var (key, value) in former.Where(setting => _running.IsHot(setting.Key)))
            _inForce[key] = value;
    }

    /// <summary>Begins to look, where the configuration does not say otherwise. Before the desk's loop begins: what was changed while no desk ran is told first.</summary>
    /// <param name="desk">The desk.</param>
    /// <param name="configuration">As its start has read it.</param>
    /// <param name="run">Folder of its run.</param>
    /// <param name="former">Of a run that goes on: values of hot settings as it knows them; null where it begins.</param>
    /// <param name="say">A line for people; any thread.</param>
    /// <returns>Null where the file is not looked at.</returns>
    public static ConfigurationWatch? Begin(RunningDesk desk, DeskConfiguration configuration, string run, IReadOnlyDictionary<string, string>? former, Action<string> say)
    {
        if (!configuration.Settings.Reloads)
            return null;
        var watch = new ConfigurationWatch(desk, configuration, run, former, say);
        watch._looking = watch.RunAsync(isContinued: former is not null);
        return watch;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    /// <summary>One look. Tests call it in the place of the clock.</summary>
    internal async Task LookAsync()
    {
        if (!TryRead(out var now, out var problem))
        {
            (_decided, _seen) = (_unread, null);
            Refuse(problem);
            return;
        }

        if (now.AsSpan().SequenceEqual(_decided))
        {
            _seen = null;
            return;
        }

        // Whoever writes it may not have finished.
        if (_seen is null || !now.AsSpan().SequenceEqual(_seen))
        {
            _seen = now;
            return;
        }

        (_decided, _seen) = (now, null);
        if (ReferenceEquals(now, _missing))
        {
            Refuse($"{_configuration.Path} is gone");
            return;
        }

        if (now.Length > LengthMax)
        {
            Refuse($"{_name} has {now.Length} bytes, and more than {LengthMax} are not read");
            return;
        }

        try
        {
            await ApplyAsync(_configuration.With(now)).ConfigureAwait(false);
        }
        catch (ConfigurationException wrong)
        {
            Refuse(now, wrong.Problems);
        }
    }

    private async Task RunAsync(bool isContinued)
    {
        if (isContinued)
        {
            try
            {
                await ApplyAsync(_configuration, isAsked: false).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // As below.
            catch (Exception wrong) when (wrong is not OperationCanceledException)
#pragma warning restore CA1031
            {
                Refuse(wrong.Message);
            }
        }

        using var timer = new PeriodicTimer(_every, _time);
        while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
        {
            try
            {
                await LookAsync().ConfigureAwait(false);
            }
#pragma warning disable CA1031 // A file that nobody thought of must not end the looking without a word; the desk goes on with what it has.
            catch (Exception problem) when (problem is not OperationCanceledException)
#pragma warning restore CA1031
            {
                Refuse($"{_name} cannot be taken: {problem.Message}");
            }
        }
    }

    private bool TryRead(out byte[] content, out string problem)
    {
        (content, problem) = (_missing, "");
        try
        {
            using var file = new FileStream(_configuration.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length > LengthMax)
            {
                // What is too long is told by its length alone.
                content = new byte[LengthMax + 1];
                return true;
            }

            content = new byte[file.Length];
            file.ReadExactly(content);
            return true;
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return true;
        }
        catch (EndOfStreamException)
        {
            // It became shorter while it was read: what it is now is seen at the next look.
            content = _seen ?? _decided;
            return true;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            problem = $"{_name} cannot be read: {unreadable.Message}";
            return false;
        }
    }

    private async Task ApplyAsync(DeskConfiguration next, bool isAsked = true)
    {
        var plan = ReloadPlan.Of(_inForce, _running, next, _scopes);
        if (!plan.Problems.IsEmpty)
        {
            Refuse(next.Json, plan.Problems);
            return;
        }

        var refusals = await TellAsync(plan.Changes).ConfigureAwait(false);
        var taken = 0;
        foreach (var (change, refusal) in plan.Changes.Zip(refusals))
        {
            if (refusal != CommandRefusal.None)
            {
                _say($"{_name}: {change.Key} {change.Before} -> {change.Now} was refused by the desk: {refusal}");
                continue;
            }

            taken++;
            if (plan.Values.TryGetValue(change.Key, out var value))
                _inForce[change.Key] = value;
            else
                _inForce.Remove(change.Key);
            _say($"{_name}: {change.Key} is {change.Now} and was {change.Before}");
        }

        if (taken > 0 && _run is not null && ReloadedFile.Write(_run, _inForce.Where(setting => _running.IsHot(setting.Key))) is { } unwritten)
            _say(unwritten);
        if (!plan.Restart.IsEmpty)
            _say($"{_name}: needs a restart: {string.Join(", ", plan.Restart)}");
        if (isAsked && plan.Changes.IsEmpty && plan.Restart.IsEmpty)
            _say($"{_name} was read again: it says the same");
        var before = _desk.Configuration!;
        _desk.Configuration = before with { Problem = null, Restart = plan.Restart, Taken = taken > 0 ? _time.GetUtcNow() : before.Taken, Changes = before.Changes + taken };
    }

    /// <summary>Tells all changes, one behind the other, with no command of others between them.</summary>
    /// <returns>What the desk said to each.</returns>
    private async Task<CommandRefusal[]> TellAsync(IReadOnlyList<HotChange> changes)
    {
        var who = Text36.TryCreate(_name, out var name) ? name : Text36.Of("configuration-file");
        var answered = new List<CommandRefusal>();
        foreach (var part in changes.SelectMany(change => change.Commands).Select(command => command with { Who = who }).Chunk(AtOnce))
        {
            Task<CommandRefusal>[] answers;
            while (!_desk.Control.TryTell(part, out answers))
            {
                if (_desk.Control.IsClosed)
                    throw new OperationCanceledException("The desk has ended.");
                await Task.Delay(_every, _time, _stop.Token).ConfigureAwait(false);
            }

            answered.AddRange(await Task.WhenAll(answers).WaitAsync(_stop.Token).ConfigureAwait(false));
        }

        var at = 0;
        var refusals = new CommandRefusal[changes.Count];
        for (var i = 0; i < refusals.Length; i++)
        {
            var own = answered.Slice(at, changes[i].Commands.Count);
            (refusals[i], at) = (own.Find(refusal => refusal != CommandRefusal.None), at + own.Count);
        }

        return refusals;
    }

    private void Refuse(ReadOnlyMemory<byte> json, IReadOnlyList<SettingProblem> problems)
    {
        var lines = Lines(json);
        Refuse(string.Join("; ", problems.Select(problem => LineOf(problem, lines) is { } line
            ? string.Create(CultureInfo.InvariantCulture, $"{_name}, line {line}: {problem.Key} {problem.Problem}")
            : problem.Source.StartsWith("line ", StringComparison.Ordinal) ? $"{_name}, {problem.Source}: {problem.Problem}" : $"{problem.Key} ({problem.Source}) {problem.Problem}")));
    }

    // Said once, until it is another one.
    private void Refuse(string problem)
    {
        var before = _desk.Configuration!;
        if (before.Problem == problem)
            return;
        _desk.Configuration = before with { Problem = problem };
        _say($"{problem}. Nothing was changed");
    }

    private int? LineOf(SettingProblem problem, IReadOnlyDictionary<string, int> lines) => problem.Source == _name && lines.TryGetValue(problem.Key, out var line) ? line : null;

    private static IReadOnlyDictionary<string, int> Lines(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonLines.Of(json.Span.StartsWith("\uFEFF"u8) ? json.Span[3..] : json.Span);
        }
        catch (System.Text.Json.JsonException)
        {
            return ImmutableDictionary<string, int>.Empty;
        }
    }
}
