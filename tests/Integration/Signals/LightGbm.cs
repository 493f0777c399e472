using System.Runtime.InteropServices;
using System.Text;

namespace Rialto.Integration.Signals;

/// <summary>The real LightGBM, by its C interface: trains small models and answers for them. For tests and benches; the product links none of it.</summary>
internal sealed partial class LightGbm : IDisposable
{
    private const string Library = "lib_lightgbm";
    private const int Float64 = 1;

    private readonly nint _booster;
    private nint _fast;

    private LightGbm(nint booster) => _booster = booster;

    /// <summary>Whether the library is there and can be loaded.</summary>
    public static bool IsThere { get; } = TryLoad();

    /// <summary>Trains a model on rows.</summary>
    /// <param name="rows">Row by row.</param>
    /// <param name="columns">Values a row.</param>
    /// <param name="labels">One a row.</param>
    /// <param name="iterations">How many.</param>
    /// <param name="parameters">LightGBM's, separated by blanks.</param>
    /// <param name="groups">Rows of each query, for ranking; empty for all else.</param>
    public static LightGbm Train(double[] rows, int columns, float[] labels, int iterations, string parameters, int[]? groups = null)
    {
        parameters += " num_threads=1 deterministic=true verbosity=-1 seed=7";
        Check(LGBM_DatasetCreateFromMat(rows, Float64, rows.Length / columns, columns, 1, parameters, 0, out var dataset));
        Check(LGBM_DatasetSetField(dataset, "label", labels, labels.Length, 0));
        if (groups is not null)
            Check(LGBM_DatasetSetField(dataset, "group", groups, groups.Length, 2));
        Check(LGBM_BoosterCreate(dataset, parameters, out var booster));
        for (var i = 0; i < iterations; i++)
            Check(LGBM_BoosterUpdateOneIter(booster, out _));
        var model = ToText(booster);
        Check(LGBM_BoosterFree(booster));
        Check(LGBM_DatasetFree(dataset));
        return Load(model);
    }

    /// <summary>A model from its text.</summary>
    public static LightGbm Load(string model)
    {
        Check(LGBM_BoosterLoadModelFromString(model, out _, out var booster));
        return new LightGbm(booster);
    }

    /// <summary>The model as it is stored.</summary>
    public string ToText() => ToText(_booster);

    /// <summary>Answers for rows; raw: before the objective's transform.</summary>
    public double[] Predict(double[] rows, int columns, int outputs, bool raw)
    {
        var answers = new double[rows.Length / columns * outputs];
        Check(LGBM_BoosterPredictForMat(_booster, rows, Float64, rows.Length / columns, columns, 1, raw ? 1 : 0, 0, -1, "num_threads=1", out var count, answers));
        return count == answers.Length ? answers : throw new InvalidOperationException($"{count} answers");
    }

    /// <summary>The answer for one row by the fastest call there is.</summary>
    public double PredictOne(double[] row, double[] answer)
    {
        if (_fast == 0)
            Check(LGBM_BoosterPredictForMatSingleRowFastInit(_booster, 1, 0, -1, Float64, row.Length, "num_threads=1", out _fast));
        Check(LGBM_BoosterPredictForMatSingleRowFast(_fast, row, out _, answer));
        return answer[0];
    }

    public void Dispose()
    {
        if (_fast != 0)
            Check(LGBM_FastConfigFree(_fast));
        Check(LGBM_BoosterFree(_booster));
    }

    private static string ToText(nint booster)
    {
        Check(LGBM_BoosterSaveModelToString(booster, 0, -1, 0, 0, out var length, []));
        var text = new byte[length];
        Check(LGBM_BoosterSaveModelToString(booster, 0, -1, 0, length, out length, text));
        return Encoding.UTF8.GetString(text.AsSpan(0, (int)length - 1));
    }

    private static bool TryLoad()
    {
        if (!NativeLibrary.TryLoad(Library, typeof(LightGbm).Assembly, null, out var library))
            return false;
        NativeLibrary.Free(library);
        return true;
    }

    private static void Check(int code)
    {
        if (code != 0)
            throw new InvalidOperationException(Marshal.PtrToStringUTF8(LGBM_GetLastError()));
    }

    [LibraryImport(Library)]
    private static partial nint LGBM_GetLastError();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LGBM_DatasetCreateFromMat(double[] data, int type, int rows, int columns, int isRowMajor, string parameters, nint reference, out nint dataset);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LGBM_DatasetSetField(nint dataset, string name, float[] data, int count, int type);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LGBM_DatasetSetField(nint dataset, string name, int[] data, int count, int type);

    [LibraryImport(Library)]
    private static partial int LGBM_DatasetFree(nint dataset);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LGBM_BoosterCreate(nint dataset, string parameters, out nint booster);

    [LibraryImport(Library)]
    private static partial int LGBM_BoosterUpdateOneIter(nint booster, out int isFinished);

    [LibraryImport(Library)]
    private static partial int LGBM_BoosterSaveModelToString(nint booster, int start, int count, int importance, long room, out long length, byte[] text);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LGBM_BoosterLoadModelFromString(string text, out int iterations, out nint booster);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LGBM_BoosterPredictForMat(
        nint booster, double[] data, int type, int rows, int columns, int isRowMajor, int kind, int start, int count, string parameters, out long length, double[] answers);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LGBM_BoosterPredictForMatSingleRowFastInit(nint booster, int kind, int start, int count, int type, int columns, string parameters, out nint fast);

    [LibraryImport(Library)]
    private static partial int LGBM_BoosterPredictForMatSingleRowFast(nint fast, double[] row, out long length, double[] answer);

    [LibraryImport(Library)]
    private static partial int LGBM_FastConfigFree(nint fast);

    [LibraryImport(Library)]
    private static partial int LGBM_BoosterFree(nint booster);
}
