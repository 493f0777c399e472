using Spectre.Console;

namespace Rialto.Host.Tools;

/// <summary>Progress of long work: a bar where a person looks, a line now and then where not, nothing with <c>--json</c>.</summary>
internal static class Progress
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(2);

    /// <summary>Runs blocking work on a thread of its own and shows how far it is.</summary>
    /// <param name="terminal">Where to show it.</param>
    /// <param name="title">What is being done.</param>
    /// <param name="total">Steps in all; zero where unknown.</param>
    /// <param name="done">Steps done; any thread.</param>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Passed on by the work itself.</param>
    public static async Task WatchAsync(this Terminal terminal, string title, long total, Func<long> done, Action work, CancellationToken cancellationToken)
    {
        var working = Task.Factory.StartNew(work, cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        if (terminal.IsJson)
        {
            await working;
            return;
        }

        if (terminal.Notes.Profile.Capabilities.Ansi)
        {
            await terminal.Notes.Progress().AutoClear(true)
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
                .StartAsync(async context =>
                {
                    var bar = context.AddTask(Markup.Escape(title), maxValue: Math.Max(total, 1));
                    bar.IsIndeterminate = total == 0;
                    while (!working.IsCompleted)
                    {
                        bar.Value = done();
                        await Task.WhenAny(working, Task.Delay(Glance, cancellationToken));
                    }
                });
        }
        else
        {
            while (await Task.WhenAny(working, Task.Delay(LineEvery, cancellationToken)) != working)
                terminal.Note(total == 0 ? $"{title}: {done():N0}" : $"{title}: {done():N0} of {total:N0}");
        }

        await working;
    }
}
