"""Makes the marts of a build once more on a Spark engine: raw.* of its file in, a Parquet file for each mart out.

    python tests/engines/build_on_spark.py warehouse/kpi.duckdb FOLDER

The engine is Sail or, where KPI_SPARK_HOME says where it is installed, Apache Spark. dbt speaks Spark Connect
with either. Everything but the marts is gone afterwards. Exit 1 where a model or one of dbt's tests fails.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

DBT_PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"
LOOPBACK = "127.0.0.1"
SERVER = "org.apache.spark.sql.connect.service.SparkConnectServer"
# Few rows need few partitions, and all is done before the JVM's second compiler pays off: a third less time.
SETTINGS = {
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.ui.enabled": "false",
    "spark.connect.grpc.binding.address": LOOPBACK,
    "spark.sql.shuffle.partitions": "2",
}


def main(database: Path, folder: Path, spark_home: Path | None) -> None:
    """Build and test every model on the engine, and write its marts into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    # Both engines lay their tables beside where they run.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as here:
        os.chdir(here)
        with apache_spark(spark_home) if spark_home else sail() as address, session(address) as spark:
            load_raw(spark, database, Path(here))
            build_models(Path(here))
            for mart in marts(spark):
                write_table(spark, mart, folder)
        os.chdir(folder)


@contextmanager
def sail() -> Iterator[str]:
    """The address of a Sail server in this process."""
    os.environ.setdefault("RUST_LOG", "error")
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer(LOOPBACK, 0)
    server.start(background=True)
    try:
        yield "sc://{}:{}".format(*server.listening_address)
    finally:
        server.stop()


@contextmanager
def apache_spark(home: Path) -> Iterator[str]:
    """The address of an Apache Spark server in a process of its own."""
    port = free_port()
    settings = SETTINGS | {"spark.connect.grpc.binding.port": str(port)}
    command = [str(home / "bin" / "spark-submit"), "--class", SERVER, "--master", "local[2]"]
    for setting in settings.items():
        command += ["--conf", "=".join(setting)]
    environment = os.environ | {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": LOOPBACK}
    log = Path("spark.log")
    with log.open("w") as said:
        server = subprocess.Popen(command, env=environment, stdout=said, stderr=said)
    with server:
        try:
            wait_until_it_listens(server, port, log)
            yield f"sc://{LOOPBACK}:{port}"
        finally:
            server.terminate()


def wait_until_it_listens(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Return once the server takes calls; exit with its last words if it ends before that."""
    while not listens(port):
        if server.poll() is not None:
            sys.exit(f"{log.read_text()[-2000:]}\nApache Spark did not start; it needs Java 17 or newer.")
        time.sleep(0.2)


def free_port() -> int:
    """A port of the loopback interface that nobody uses."""
    with socket.socket() as bound:
        bound.bind((LOOPBACK, 0))
        return int(bound.getsockname()[1])


def listens(port: int) -> bool:
    """Whether somebody answers at the port."""
    with socket.socket() as caller:
        return caller.connect_ex((LOOPBACK, port)) == 0


@contextmanager
def session(address: str) -> Iterator[SparkSession]:
    """The session of this process, which dbt finds too: Sail's tables belong to a session."""
    from pyspark.sql import SparkSession

    # dbt asks for Hive with every statement; a server that runs already has chosen its catalog.
    warnings.filterwarnings("ignore", message="Failed to set spark.sql.catalogImplementation")
    os.environ["SPARK_REMOTE"] = address
    spark = SparkSession.builder.getOrCreate()
    try:
        yield spark
    finally:
        # Before the server goes: a session without its server says goodbye for ten minutes.
        spark.stop()


def load_raw(spark: SparkSession, database: Path, folder: Path) -> None:
    """Schema raw of a build's file as tables of the engine."""
    with duckdb.connect(database, read_only=True) as con:
        named = con.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'raw'").fetchall()
        spark.sql("CREATE SCHEMA raw")
        for (table,) in named:
            con.execute(f"COPY raw.{table} TO '{folder}/{table}.parquet' (FORMAT parquet)")
            spark.sql(f"CREATE TABLE raw.{table} USING parquet LOCATION '{folder}/{table}.parquet'")


def build_models(folder: Path) -> None:
    """Run dbt build in this process, where the session is; exit 1 where something fails."""
    from dbt.cli.main import dbtRunner

    places = ["--project-dir", DBT_PROJECT, "--profiles-dir", DBT_PROJECT]
    places += ["--target-path", folder / "target", "--log-path", folder / "logs"]
    done = dbtRunner().invoke(["--no-use-colors", "build", "--target", "spark", *map(str, places)])
    if not done.success:
        sys.exit(1)


def marts(spark: SparkSession) -> list[str]:
    """The names of the marts; temporary views of dbt's unit tests are listed in every schema."""
    return [table.name for table in spark.catalog.listTables("marts") if not table.isTemporary]


def write_table(spark: SparkSession, mart: str, folder: Path) -> None:
    """Write one mart as a Parquet file."""
    import pyarrow.parquet

    pyarrow.parquet.write_table(spark.table(f"marts.{mart}").toArrow(), folder / f"{mart}.parquet")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: build_on_spark.py KPI_DUCKDB FOLDER")
    home = os.environ.get("KPI_SPARK_HOME")
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), Path(home) if home else None)
